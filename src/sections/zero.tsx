// Why there is no amount: each of the states in its own words, never just a zero.
import * as React from 'react';
import { day } from '../format';
import type { Shape } from '../icons';
import { Code, CopyButton, Message, Prose } from '../parts/basics';
import { requestForAdmin } from '../parts/trouble';
import { rich, useSurroundings } from '../surroundings';
import type { ISpend, IWhoAmI } from '../types';

const SHAPES: Readonly<Record<ISpend['state'], Shape>> = {
  ok: 'info',
  'not-activated': 'info',
  'no-data-yet': 'clock',
  'no-permission': 'lock',
  'not-enabled': 'clock',
  unavailable: 'offline'
};

export function Zero(props: {
  spend: ISpend;
  whoami: IWhoAmI | null;
}): React.JSX.Element {
  const { spend } = props;
  return (
    <Message
      shape={SHAPES[spend.state]}
      plain
      note={<Note spend={spend} />}
      actions={<Request spend={spend} whoami={props.whoami} />}
    >
      <Sentence spend={spend} />
    </Message>
  );
}

function Sentence({ spend }: { spend: ISpend }): React.JSX.Element {
  const { trans } = useSurroundings();
  switch (spend.state) {
    case 'not-activated':
      return (
        <>
          {rich(
            (...slots) =>
              trans.__(
                'Spend by %1 isn’t available yet: the tag exists but isn’t activated for billing.',
                ...slots
              ),
            <Code text={spend.tag_key ?? '?'} />
          )}
        </>
      );
    case 'no-data-yet':
      return <NoDataYet spend={spend} />;
    case 'no-permission':
      return (
        <>
          {rich(
            (...slots) =>
              trans.__('Your role can’t read Cost Explorer (%1).', ...slots),
            <Code text={spend.problem?.iam_action ?? 'ce:GetCostAndUsage'} />
          )}
        </>
      );
    case 'not-enabled':
      return (
        <>
          {trans.__(
            'Cost Explorer hasn’t prepared data for this account yet (first use can take about 24 hours).'
          )}
        </>
      );
    default:
      return (
        <>
          {spend.problem ? (
            <Prose text={spend.problem.message} />
          ) : (
            trans.__('Spend can’t be read right now.')
          )}
        </>
      );
  }
}

function NoDataYet({ spend }: { spend: ISpend }): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  if (spend.activated) {
    return (
      <>
        {trans.__(
          'Activated %1. First numbers usually appear within 24–48 h.',
          day(spend.activated, locale)
        )}
      </>
    );
  }
  return (
    <>
      {spend.tag_key
        ? rich(
            (...slots) =>
              trans.__(
                '%1 is activated. First numbers usually appear within 24–48 h.',
                ...slots
              ),
            <Code text={spend.tag_key} />
          )
        : trans.__(
            'The month is young: nothing is billed yet. First numbers usually appear within a day.'
          )}
    </>
  );
}

function Note({ spend }: { spend: ISpend }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  switch (spend.state) {
    case 'not-activated':
      return (
        <>{trans.__('Only the payer account can activate it (24–48 h).')}</>
      );
    case 'no-permission':
      return <>{trans.__('Your tags and resources still work.')}</>;
    default:
      return spend.problem && <Prose text={spend.problem.action} />;
  }
}

function Request(props: {
  spend: ISpend;
  whoami: IWhoAmI | null;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { spend, whoami } = props;
  if (spend.state === 'not-activated') {
    const key = spend.tag_key ?? '';
    const request = {
      message: `The cost-allocation tag key ${key} isn't activated for billing.`,
      action: `In the payer account: Billing > Cost allocation tags > activate ${key}.`,
      iam_action: null
    };
    return (
      <CopyButton text={requestForAdmin(request, whoami)}>
        {trans.__('Copy request for admin')}
      </CopyButton>
    );
  }
  if (spend.state === 'no-permission') {
    const request = {
      message: spend.problem?.message ?? '',
      action: spend.problem?.action ?? '',
      iam_action: spend.problem?.iam_action ?? 'ce:GetCostAndUsage'
    };
    return (
      <CopyButton text={requestForAdmin(request, whoami)}>
        {trans.__('Copy policy for admin')}
      </CopyButton>
    );
  }
  return null;
}
