import { testAttack } from './attack.ts';
import type * as Scoring from '../../src/protocol/scoring.ts';
import { filled, scoreBody, scoringBody } from '../unit/protocol/bodies.ts';

/** Two data owners that work together ask for three rows each; the model has three terms, and two scores are given. */
testAttack<typeof Scoring, object>(17, {
  entry: 'src/protocol/scoring.ts',
  attempt({ initialScoreGiverState, stepScoreGiver }) {
    const { model, contract } = scoringBody();
    let { state } = stepScoreGiver(initialScoreGiverState, {
      type: 'offer',
      model,
      contract,
      limit: 2,
      connected: [],
    });
    const scored = [1, 2].map((owner) => {
      let rows = 0;
      for (let i = 0; i < 3; i++) {
        const question = filled(32, 10 * owner + i);
        const step = stepScoreGiver(state, { type: 'asked', owner, body: scoreBody(1), question });
        state = step.state;
        if (step.effects.some(({ type }) => type === 'score-asked')) rows += 1;
      }
      return rows;
    });
    return Promise.resolve({ scored });
  },
  succeeded: { scored: [3, 3] },
  failed: { scored: [2, 0] },
});
