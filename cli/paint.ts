import * as yoctocolors from 'yoctocolors';

type Style = (text: string) => string;

/** Colours by what they mean; each leaves the text as it is where colours are off. */
export interface Paint {
  bold: Style;
  dim: Style;
  red: Style;
  green: Style;
  yellow: Style;
  blue: Style;
  cyan: Style;
  magenta: Style;
}

/** The colours, or none. */
export function createPaint(enabled: boolean): Paint {
  const plain: Style = (text) => text;
  const { bold, dim, red, green, yellow, blue, cyan, magenta } = yoctocolors;
  return enabled
    ? { bold, dim, red, green, yellow, blue, cyan, magenta }
    : {
        bold: plain,
        dim: plain,
        red: plain,
        green: plain,
        yellow: plain,
        blue: plain,
        cyan: plain,
        magenta: plain,
      };
}

/**
 * Whether to colour what goes to a stream: `--no-color` says no, else `NO_COLOR` says no, else `FORCE_COLOR` says yes
 * (`0` and `false`: no), else terminals are coloured.
 */
export function wantsColour(
  stream: { isTTY?: boolean },
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (argv.includes('--no-color') || NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}
