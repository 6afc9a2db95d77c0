/** The drawings of the page, as paths: 24 units wide, strokes of 1.5, except the type glyphs (14 units). */

export interface Shape {
  readonly d: string;
  readonly filled?: boolean;
  readonly width?: number;
  readonly dash?: string;
  /** Drawn in the colour of the page, over a filled shape. */
  readonly onFill?: boolean;
}

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const box = (x: number, y: number, w: number, h: number, r: number): string =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}` +
  `h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}z`;

const EYE = 'M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6z';

export const icons = {
  dataOwner: [{ d: `${box(4, 4, 16, 16, 2.5)}M4 9.3h16M4 14.6h16M9.7 9.3V20` }],
  modelOwner: [
    { d: 'M4 4v14a2 2 0 0 0 2 2h14M7.5 16l11-9.5' },
    { d: 'M9.5 9h.01M13.5 14.5h.01M18 12h.01', width: 2.4 },
  ],
  facilitator: [
    { d: box(2.75, 7.5, 6.5, 9, 1.75) + box(14.75, 7.5, 6.5, 9, 1.75) },
    { d: 'M12 12h.01M9.25 12h.01M14.75 12h.01', width: 2.4 },
  ],
  theme: [{ d: circle(12, 12, 7.5) }, { d: 'M12 4.5a7.5 7.5 0 0 1 0 15z', filled: true }],
  language: [{ d: `${circle(12, 12, 8)}M4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16` }],
  check: [{ d: 'm5 12.5 4.5 4.5L19 7.5' }],
  lock: [{ d: `${box(5, 10.5, 14, 9.5, 2)}M8 10.5V8a4 4 0 0 1 8 0v2.5` }],
  eye: [{ d: EYE + circle(12, 12, 2.6) }],
  hidden: [{ d: EYE }, { d: 'M4.5 19.5l15-15', width: 1.8 }],
  key: [{ d: `${circle(8, 15, 4)}M11 12l8.5-8.5M16 7l2.5 2.5` }],
  people: [
    {
      d: `${circle(8.5, 8.5, 3)}M3 19c0-3.3 2.4-5.5 5.5-5.5S14 15.7 14 19${circle(16.5, 9.5, 2.4)}M16.5 14c2.6 0 4.5 1.8 4.5 4.5`,
    },
  ],
  warning: [{ d: 'M12 4.5 3.5 19.5h17z' }, { d: 'M12 10.5v4M12 17h.01', width: 1.8 }],
  failure: [{ d: 'M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7z' }, { d: 'M12 8v5M12 16h.01', width: 1.8 }],
  pause: [{ d: 'M9 6v12M15 6v12', width: 2.2 }],
  server: [{ d: 'M4 7h16v4H4zM4 13h16v4H4zM7.5 9h.01M7.5 15h.01M3 21 21 3' }],
  upload: [
    {
      d: 'M12 16V4.5M7.5 9 12 4.5 16.5 9M4.5 15.5v3a1.5 1.5 0 0 0 1.5 1.5h12a1.5 1.5 0 0 0 1.5-1.5v-3',
    },
  ],
  download: [{ d: 'M12 4.5v11M7.5 11.5 12 16l4.5-4.5M5 20h14' }],
  copy: [
    { d: `${box(8.5, 8.5, 11.5, 11.5, 2)}M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5` },
  ],
  qr: [{ d: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v2.5M14 20h2.5M20 20h-.01' }],
  open: [
    {
      d: 'M13 4.5h6.5V11M19.5 4.5 11 13M17 14v4a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 5 18V9a1.5 1.5 0 0 1 1.5-1.5H10',
    },
  ],
  up: [{ d: 'm6.5 14.5 5.5-5.5 5.5 5.5' }],
  plus: [{ d: 'M12 5v14M5 12h14' }],
  close: [{ d: 'M6.5 6.5l11 11M17.5 6.5l-11 11' }],
  pencil: [{ d: 'm5 19 1-4.5L16.5 4 20 7.5 9.5 18z' }],
  stop: [{ d: box(6.5, 6.5, 11, 11, 1.5) }],
  never: [{ d: `${circle(12, 12, 8.5)}M6 6l12 12` }],
  keep: [{ d: `${box(4, 4, 16, 16, 2.5)}M8 12.3l2.8 2.8 5.2-6` }],
  leaves: [{ d: 'M4.5 12h14M13 6.5l5.5 5.5-5.5 5.5' }],
  waiting: [{ d: circle(12, 12, 8.5), dash: '2.6 3.2' }],
  file: [
    { d: 'M14 3.5H7.5A1.5 1.5 0 0 0 6 5v14a1.5 1.5 0 0 0 1.5 1.5h9A1.5 1.5 0 0 0 18 19V7.5zM14 3.5V7.5h4' },
  ],
  half: [{ d: circle(12, 12, 8.5) }, { d: 'M12 3.5a8.5 8.5 0 0 1 0 17z', filled: true }],
  done: [
    { d: circle(12, 12, 8.5), filled: true },
    { d: 'm8.3 12.3 2.5 2.5 5-5.3', width: 2, onFill: true },
  ],
} satisfies Record<string, readonly Shape[]>;

export type IconName = keyof typeof icons;

/** One glyph for each type of column. */
export const typeGlyphs = {
  continuous: { d: 'M1 9.5c2-7 4-7 6-2.5s4 4 6-2.5', width: 1.4 },
  discrete: { d: 'M2.5 11h.01M5.5 7.5h.01M8.5 9.5h.01M11.5 4h.01', width: 2.6 },
  ordinal: { d: 'M1.5 12h3.5V8.5h3.5V5H12V2', width: 1.4 },
  nominal: { d: `${circle(3.7, 10, 2.2)}M8 7.8h4.3v4.3H8zM7 1.5 9.5 5.7h-5z`, width: 1.4 },
};
