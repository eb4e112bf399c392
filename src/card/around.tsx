// A card with what it needs around it; a fault in it leaves the rest of the notebook alone.
import * as React from 'react';
import { Around } from '../around';
import { Boundary } from '../parts/boundary';
import type { ISurroundings } from '../surroundings';
import { Card, type ICardProps } from './card';

export interface ICardAroundProps extends ICardProps {
  surroundings: Omit<ISurroundings, 'today'>;
}

export function CardAround(props: ICardAroundProps): React.JSX.Element {
  return (
    <Around model={props.model} surroundings={props.surroundings}>
      <Boundary on={props.card}>
        <Card {...props} />
      </Boundary>
    </Around>
  );
}
