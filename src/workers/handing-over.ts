import { transfer } from 'comlink';

type Method = (...values: never[]) => Promise<unknown>;

/**
 * The same work for another thread: bytes that it returns change hands without a copy, and are gone here. Not
 * to be called within a thread.
 */
export function handingOver<Work extends { readonly [Name in keyof Work]: Method }>(work: Work): Work {
  const methods = Object.entries<Method>(work).map(([name, method]) => {
    const handing: Method = async (...values) => {
      const result = await method(...values);
      return result instanceof Uint8Array ? transfer(result, [result.buffer]) : result;
    };
    return [name, handing] as const;
  });
  return Object.fromEntries(methods) as Work;
}
