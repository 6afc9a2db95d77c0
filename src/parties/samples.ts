import { FederatedError } from '../base/index.ts';

/** Sample data sets that a rehearsal session plays with: files by owner, and what is asked of them. */
export const SAMPLES = {
  diabetes: {
    target: 'progression',
    files: ['diabetes-hospital-a.csv', 'diabetes-hospital-b.csv', 'diabetes-hospital-c.csv'],
  },
  penguins: {
    target: 'body_mass_g',
    files: ['penguins-torgersen.csv', 'penguins-biscoe.csv', 'penguins-dream.csv'],
  },
} as const;

export type SampleName = keyof typeof SAMPLES;

/** The sample file of an owner first, the others after it. */
export function samplesFor(
  sample: SampleName | null,
  invite: number,
  samplesUrl: string,
): { name: string; url: string }[] {
  if (sample === null) return [];
  const { files } = SAMPLES[sample];
  const first = (invite - 1) % files.length;
  return [...files.slice(first), ...files.slice(0, first)].map((name) => ({ name, url: samplesUrl + name }));
}

/** Fetches a sample from where the page came from. */
export async function sampleFile(samplesUrl: string, name: string): Promise<Blob> {
  const known = Object.values(SAMPLES).some(({ files }) => (files as readonly string[]).includes(name));
  if (!known) throw new FederatedError('invalid-argument', 'sample: unknown name');
  const response = await fetch(samplesUrl + name);
  if (!response.ok) throw new FederatedError('signaling-unreachable', 'sample: not there');
  return response.blob();
}
