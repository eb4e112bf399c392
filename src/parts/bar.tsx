// What is spent of a limit: solid is billed, hatched is not certain; over the limit the scale grows.
import * as React from 'react';
import { extent } from '../format';

export interface IBarProps {
  actual: string;
  limit: string;
  forecast?: {
    total: string;
    low?: string | null;
    high?: string | null;
  } | null;
}

interface IScale {
  readonly actual: number;
  readonly limit: number;
  /** Where what is not certain begins and ends. */
  readonly low: number;
  readonly high: number;
  readonly whole: number;
  /** The forecast or, where the scale grew, the limit. */
  readonly mark: number;
}

function scaleOf({ actual, limit, forecast }: IBarProps): IScale {
  const spent = extent(actual);
  const most = extent(limit);
  const [low, total, high] = [
    forecast?.low,
    forecast?.total,
    forecast?.high ?? forecast?.total
  ].map(amount => extent(amount ?? '0')) as [number, number, number];
  const whole = Math.max(most, spent, high) || 1;
  return {
    actual: spent,
    limit: most,
    low: Math.max(low, spent),
    high,
    whole,
    mark: whole > most ? most : total
  };
}

/** For the eye only: the words beside it say the same. */
export function Bar(props: IBarProps): React.JSX.Element {
  const { actual, limit, low, high, whole, mark } = scaleOf(props);
  const x = (amount: number) => `${(amount / whole) * 100}%`;
  const part = (name: string, from: number, to: number) =>
    to > from && (
      <rect
        className={`jp-CostTags-${name}`}
        x={x(from)}
        y="4"
        width={x(to - from)}
        height="8"
      />
    );
  return (
    <svg className="jp-CostTags-gauge" aria-hidden="true">
      {part('gauge-track', 0, whole)}
      {part('hatch', low, high)}
      {part('fill', 0, Math.min(actual, limit))}
      {part('hatch-over', limit, actual)}
      {mark > 0 && (
        <rect
          className="jp-CostTags-gauge-mark"
          x={x(mark)}
          width="2"
          height="16"
        />
      )}
    </svg>
  );
}
