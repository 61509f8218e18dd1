const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

export const none = "\u2013";

/** 12,345 */
export const count = number => number === null || number === undefined ? none : whole.format(number);

/** 1.25, 340, 12,300: enough digits to compare by eye. */
export const figure = number => number === null || number === undefined ? none : number >= 1000 ? whole.format(number) : short.format(number);

/** 93.1% */
export const percent = ratio => ratio === null || ratio === undefined ? none : `${(ratio * 100).toFixed(ratio === 1 || ratio === 0 ? 0 : 1)}%`;

/** 512 B, 1.5 KB, 34 MB: 1 KB is 1,024 bytes. */
export function bytes(number) {
  if (number === null || number === undefined)
    return none;
  const units = ["B", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (number >= 1024 && unit < units.length - 1) {
    number /= 1024;
    unit++;
  }
  return `${short.format(number)} ${units[unit]}`;
}

const timeUnits = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000]];

/** 350 ms, 4.2 s, 4 min 12 s, 3 h 5 min, 2 d 4 h; "never" where there is no end. */
export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined)
    return "never";
  if (milliseconds < 1000)
    return `${short.format(milliseconds)} ms`;
  if (milliseconds < 10_000)
    return `${(milliseconds / 1000).toFixed(1)} s`;
  const first = timeUnits.findIndex(([, length]) => milliseconds >= length);
  const parts = timeUnits.slice(first, first + 2).map(([symbol, length]) => {
    const number = Math.floor(milliseconds / length);
    milliseconds -= number * length;
    return number === 0 ? null : `${number} ${symbol}`;
  });
  return parts.filter(part => part !== null).join(" ");
}

/** One key, 2 keys. */
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
