/** The page of each role, and of a saved model: loaded when it is asked for, once. */
export const loadPage = {
  modelOwner: () => import('./model-owner/ModelOwnerPage.svelte'),
  dataOwner: () => import('./data-owner/DataOwnerPage.svelte'),
  facilitator: () => import('./facilitator/FacilitatorPage.svelte'),
  model: () => import('./model/ModelPage.svelte'),
} as const;
