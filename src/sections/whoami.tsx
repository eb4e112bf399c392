// "You": who is billed, which tags apply, where they come from, which are missing.
import * as React from 'react';
import { Message, MissingTag, Name, Skeleton, Tag } from '../parts/basics';
import { Trouble } from '../parts/trouble';
import { Icon } from '../icons';
import { valueOf, type State } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import type { IPolicyView, IWhoAmI } from '../types';
import { listed } from '../words';
import { billsTo, count, type ICount } from './who';
import { EnvironmentNote } from './environment';

const WhereFrom = React.lazy(async () => ({
  default: (await import('../behind')).WhereFrom
}));

export interface IWhoAmIProps {
  whoami: State<IWhoAmI>;
  policy: IPolicyView | null;
  /** What concerns every section is told above them, once. */
  quiet?: boolean;
  onRetry: () => void;
  /** Change the tags of my profile or space. */
  onEdit?: () => void;
}

export function WhoAmISection(props: IWhoAmIProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const whoami = valueOf(props.whoami);
  const { kind } = props.whoami;
  return (
    <section
      className="jp-CostTags-identity"
      aria-label={trans.__('You')}
      aria-busy={kind === 'loading' || props.whoami.refreshing}
    >
      {kind === 'loading' && <Loading />}
      {whoami && (
        <Known whoami={whoami} policy={props.policy} onEdit={props.onEdit} />
      )}
      {props.whoami.kind === 'failed' && !props.quiet && (
        <Trouble
          failure={props.whoami.failure}
          whoami={whoami}
          onRetry={props.onRetry}
        />
      )}
      {props.whoami.kind === 'failed' && props.quiet && !whoami && (
        <p className="jp-CostTags-identity-none jp-CostTags-small jp-CostTags-muted">
          {trans.__('No saved identity.')}
        </p>
      )}
    </section>
  );
}

function Loading(): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <>
      <div className="jp-CostTags-identity-line">
        <Icon shape="user" />
        <Skeleton rows={['short']} />
      </div>
      <div className="jp-CostTags-identity-line jp-CostTags-small">
        <span className="jp-CostTags-late jp-CostTags-muted" role="status">
          {trans.__('Reading your profile…')}
        </span>
      </div>
    </>
  );
}

function Known(props: {
  whoami: IWhoAmI;
  policy: IPolicyView | null;
  onEdit?: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [open, setOpen] = React.useState(false);
  const id = React.useId();
  const { whoami, policy } = props;
  const hasDetails = whoami.tags.length + whoami.overridden.length > 0;
  return (
    <>
      <Who whoami={whoami} policy={policy} />
      <div className="jp-CostTags-identity-line jp-CostTags-small">
        <Count
          count={count(whoami, policy)}
          unread={policy?.problem !== null && policy?.problem !== undefined}
        />
        {hasDetails && (
          <button
            type="button"
            className="jp-CostTags-button jp-mod-quiet"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {trans.__('Where from')}
          </button>
        )}
      </div>
      <div id={id}>
        {open ? (
          <React.Suspense fallback={null}>
            <WhereFrom whoami={whoami} policy={policy} onEdit={props.onEdit} />
          </React.Suspense>
        ) : (
          <Chips whoami={whoami} />
        )}
      </div>
      <Invalid whoami={whoami} />
      <EnvironmentNote whoami={whoami} />
    </>
  );
}

function Who(props: {
  whoami: IWhoAmI;
  policy: IPolicyView | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { whoami, policy } = props;
  const shared = whoami.environment === 'studio-shared-space';
  const who = shared ? whoami.space : whoOf(whoami);
  const target = billsTo(whoami, policy);
  return (
    <div className="jp-CostTags-identity-line">
      <Icon shape={shared ? 'users' : who ? 'user' : 'unknown'} />
      <p className="jp-CostTags-identity-who">
        {rich(
          (...slots) =>
            target === null && !shared
              ? trans.__('%1', ...slots)
              : trans.__('%1 bills to %2', ...slots),
          <Name
            className="jp-CostTags-strong jp-CostTags-clip"
            text={who ?? trans.__('Not known who')}
          />,
          shared ? (
            <span className="jp-CostTags-strong">{trans.__('the space')}</span>
          ) : (
            <Name
              className="jp-CostTags-strong jp-CostTags-clip"
              text={target ?? ''}
            />
          )
        )}
      </p>
    </div>
  );
}

/** The best name there is for who is billed. */
export function whoOf(whoami: IWhoAmI): string | null {
  const role = whoami.role_arn?.split('/').pop() ?? null;
  return (
    whoami.user_profile ?? whoami.space ?? whoami.notebook_instance ?? role
  );
}

function Count(props: {
  count: ICount | null;
  /** A policy file is there, and nobody can read it. */
  unread: boolean;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { count } = props;
  if (!count && props.unread) {
    return (
      <>
        <Icon shape="unknown" />
        <span>{trans.__('The tag policy can’t be read')}</span>
      </>
    );
  }
  if (!count) {
    return (
      <>
        <Icon shape="info" />
        <span>{trans.__('No tag policy: nothing is judged')}</span>
      </>
    );
  }
  const { given, required, unknown } = count;
  const shape =
    given === required
      ? 'ok'
      : given + unknown === required
        ? 'unknown'
        : 'warn';
  return (
    <>
      <Icon shape={shape} tone={shape === 'unknown' ? undefined : shape} />
      <span>
        {required === 0
          ? trans.__('The policy requires no tag')
          : trans._n(
              '%2 of %1 required tag',
              '%2 of %1 required tags',
              required,
              given
            )}
      </span>
    </>
  );
}

function Chips({ whoami }: { whoami: IWhoAmI }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (
    whoami.tags.length + whoami.missing.length + whoami.unknown.length ===
    0
  ) {
    return null;
  }
  return (
    <ul className="jp-CostTags-tags" aria-label={trans.__('Your tags')}>
      {whoami.tags.map(tag => (
        <li key={tag.key}>
          <Tag tagKey={tag.key} value={tag.value} />
        </li>
      ))}
      {whoami.missing.map(key => (
        <li key={key}>
          <MissingTag
            tagKey={key}
            word={trans.__('missing')}
            shape="warn"
            tone="warn"
          />
        </li>
      ))}
      {whoami.unknown.map(key => (
        <li key={key}>
          <MissingTag tagKey={key} word={trans.__('unknown')} shape="unknown" />
        </li>
      ))}
    </ul>
  );
}

function Invalid({ whoami }: { whoami: IWhoAmI }): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  if (whoami.invalid.length === 0) {
    return null;
  }
  return (
    <>
      {whoami.invalid.map(invalid => (
        <Message key={invalid.key} shape="warn" tone="warn" plain>
          {trans.__(
            'The policy doesn’t allow %1.',
            listed([`${invalid.key}=${invalid.value}`], locale)
          )}
          {invalid.suggestion && (
            <>
              {' '}
              {trans.__(
                'Did you mean %1?',
                listed([invalid.suggestion], locale)
              )}
            </>
          )}
        </Message>
      ))}
    </>
  );
}
