/** Values kept of one column: all of them up to here, then every second, every fourth, ... */
const SAMPLE_VALUES = 8192;
/** Bars of the histogram. */
const HISTOGRAM_BINS = 16;

export interface HistogramSampler {
  add(value: number): void;
  /** Counts of the kept values in equal bins over [minimum, maximum], the last one closed. */
  bins(minimum: number, maximum: number): number[];
  /** The median of the kept values; the mean of the middle two. NaN if there are none. */
  median(): number;
}

/**
 * A histogram of a stream whose range is known at its end only. It keeps evenly spaced values, and
 * every other one of them whenever they become too many: exact for short columns, a fair picture of
 * long ones, the same at every reading.
 */
export function createHistogramSampler(): HistogramSampler {
  let values = new Float64Array(64);
  let length = 0;
  let stride = 1;
  let skip = 0;
  return {
    add(value) {
      if (skip > 0) {
        skip--;
        return;
      }
      skip = stride - 1;
      if (length === SAMPLE_VALUES) {
        for (let i = 0; 2 * i < length; i++) values[i] = values[2 * i] ?? 0;
        length /= 2;
        stride *= 2;
        skip = stride - 1;
      } else if (length === values.length) {
        const larger = new Float64Array(2 * length);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    bins(minimum, maximum) {
      const bins = new Array<number>(HISTOGRAM_BINS).fill(0);
      // Halved first, so that no span overflows.
      const halfSpan = maximum / 2 - minimum / 2;
      for (let i = 0; i < length; i++) {
        const share = halfSpan > 0 ? ((values[i] ?? 0) / 2 - minimum / 2) / halfSpan : 0;
        const bin = Math.min(HISTOGRAM_BINS - 1, Math.floor(share * HISTOGRAM_BINS));
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      return bins;
    },
    median() {
      const sorted = values.slice(0, length).sort();
      const [lower = NaN, upper = NaN] = [sorted[(length - 1) >> 1], sorted[length >> 1]];
      return lower / 2 + upper / 2;
    },
  };
}
