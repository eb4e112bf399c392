// "Needs a tag": what of mine is untagged, each fixable in its row; and what the scan could not read.
import * as React from 'react';
import type { RowFixes } from '../rowfix';
import { instant } from '../format';
import type { JobCosts } from '../jobcost';
import { Button, Message, Skeleton } from '../parts/basics';
import { Age } from '../parts/age';
import { useReveal } from '../parts/reveal';
import { useRoving } from '../parts/roving';
import { Section } from '../parts/section';
import { Problem, Trouble } from '../parts/trouble';
import { asOf, isBusy, valueOf, type State } from '../resource';
import { useSurroundings } from '../surroundings';
import type { INamed } from '../tokens';
import type {
  ILaunch,
  IPolicyView,
  IScan,
  IScannedResource,
  IWhoAmI,
  Tags
} from '../types';
import { judged, type IJudged } from './judged';
import { NeedsRow, type IRowActions } from './needs';

const FIRST_ROWS = 10;
const MORE_ROWS = 20;

export interface IScanProps extends IRowActions {
  scan: State<IScan>;
  rows: RowFixes;
  policy: IPolicyView | null;
  whoami: IWhoAmI | null;
  mine: Tags;
  quiet?: boolean;
  /** What jobs cost, where that is known. */
  costs?: JobCosts | undefined;
  /** Ids of what is in the correction file, as far as is known. */
  recorded?: ReadonlySet<string>;
  /** Whose row should have the focus. */
  revealed?: INamed | null;
  /** What kernels launched: a row says from which notebook. */
  launches?: readonly ILaunch[];
  collapsed: boolean;
  onToggle: (name: string) => void;
  onFixAll: () => void;
  onRetry: () => void;
  onInventory?: () => void;
}

export function ScanSection(props: IScanProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const scan = valueOf(props.scan);
  const found = scan && judged(scan, props.rows);
  const count = found?.untagged.length ?? 0;
  return (
    <Section
      name="scan"
      title={trans.__('Needs a tag')}
      count={count}
      countLabel={trans._n('%1 resource', '%1 resources', count)}
      busy={isBusy(props.scan)}
      collapsed={props.collapsed}
      onToggle={props.onToggle}
      aside={<Aside {...props} count={count} />}
    >
      <Unready {...props} />
      {scan && found && <Found {...props} found={found} result={scan} />}
    </Section>
  );
}

/** What stands in for the list, or above an old one. */
function Unready(props: IScanProps): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { scan } = props;
  if (scan.kind === 'loading') {
    return (
      <div className="jp-CostTags-section-body">
        <Skeleton rows={['middle', 'long']} />
      </div>
    );
  }
  if (scan.kind === 'ready') {
    return null;
  }
  if (!props.quiet) {
    return (
      <Trouble
        failure={scan.failure}
        whoami={props.whoami}
        onRetry={props.onRetry}
      />
    );
  }
  return scan.last ? null : (
    <p className="jp-CostTags-section-body jp-CostTags-small jp-CostTags-muted">
      {trans.__('Nothing saved.')}
    </p>
  );
}

/** At the right: the one action there is, else when it was checked. */
function Aside(
  props: IScanProps & { count: number }
): React.JSX.Element | null {
  const { trans, today, locale } = useSurroundings();
  const checked = asOf(props.scan);
  if (props.scan.kind === 'failed' && checked !== null) {
    return <Age at={checked} />;
  }
  if (props.count > 1) {
    return (
      <Button kind="quiet" onClick={props.onFixAll}>
        {trans.__('Fix all…')}
      </Button>
    );
  }
  return checked === null ? null : (
    <span className="jp-CostTags-section-fact jp-CostTags-hide-narrow">
      {trans.__('checked %1', instant(checked, today, locale))}
    </span>
  );
}

function Found(
  props: IScanProps & { found: IJudged; result: IScan }
): React.JSX.Element {
  const { found, result } = props;
  const unjudged = found.needs.length;
  if (props.policy?.problem && found.needs.every(isUnknown) && unjudged > 0) {
    return <Unjudged count={unjudged} />;
  }
  return (
    <>
      {!result.complete && <Incomplete {...props} />}
      {found.needs.length === 0 ? (
        <Nothing {...props} />
      ) : (
        <Rows {...props} needs={found.needs} />
      )}
    </>
  );
}

/** The policy's own problem stands above all sections. */
function Unjudged({ count }: { count: number }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <Message shape="unknown" plain>
      {trans._n(
        'The policy can’t be read, so %1 resource is not judged.',
        'The policy can’t be read, so %1 resources are not judged.',
        count
      )}
    </Message>
  );
}

function isUnknown({ state }: IScannedResource): boolean {
  return state === 'unknown';
}

function Incomplete(props: IScanProps & { result: IScan }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <div className="jp-CostTags-incomplete">
      <Message shape="unknown" plain>
        {trans.__('Not everything could be read; there may be more.')}
      </Message>
      {props.result.problems.map((problem, index) => (
        <Problem
          key={index}
          problem={problem}
          whoami={props.whoami}
          onRetry={index === 0 ? props.onRetry : undefined}
        />
      ))}
    </div>
  );
}

/** No row to show: which of the reasons it is. */
function Nothing({
  result,
  policy
}: IScanProps & { result: IScan }): React.JSX.Element {
  const { trans } = useSurroundings();
  const total = result.resources.length;
  if (total === 0) {
    return result.complete ? (
      <p className="jp-CostTags-section-body jp-CostTags-small jp-CostTags-muted">
        {trans.__(
          'Nothing in the last 30 days. What you launch from a notebook appears here within seconds, with its tags.'
        )}
      </p>
    ) : (
      <></>
    );
  }
  if (policy?.state === 'none') {
    return (
      <Message shape="info" plain>
        {trans._n(
          'No tag policy, so %1 resource is not judged.',
          'No tag policy, so %1 resources are not judged.',
          total
        )}
      </Message>
    );
  }
  return (
    <Message
      shape={result.complete ? 'ok' : 'unknown'}
      tone={result.complete ? 'ok' : undefined}
      plain
    >
      {result.complete
        ? trans._n(
            'Your only resource is tagged.',
            'All %1 resources are tagged.',
            total
          )
        : trans._n(
            'The %1 resource that could be read is tagged.',
            'The %1 resources that could be read are tagged.',
            total
          )}
    </Message>
  );
}

function Rows(
  props: IScanProps & { needs: readonly IScannedResource[] }
): React.JSX.Element {
  const { trans } = useSurroundings();
  const [most, setMost] = React.useState(FIRST_ROWS);
  const shown = props.needs.slice(0, most);
  const more = props.needs.length - shown.length;
  const roving = useRoving<HTMLUListElement>(shown.length);
  useReveal(roving.list, props.needs, props.revealed ?? null, count =>
    setMost(Math.max(most, count))
  );
  return (
    <div className="jp-CostTags-section-body jp-mod-list">
      <ul ref={roving.list} aria-label={trans.__('Resources that need a tag')}>
        {shown.map((resource, index) => (
          <NeedsRow
            key={resource.id}
            resource={resource}
            fix={props.rows.get(resource.id) ?? null}
            policy={props.policy}
            mine={props.mine}
            costs={props.costs}
            recorded={props.recorded?.has(resource.id)}
            notebook={notebookOf(props.launches ?? [], resource)}
            isActive={index === roving.active}
            onFocus={() => roving.focused(index)}
            onMove={step => roving.move(index, step)}
            onApply={props.onApply}
            onUndo={props.onUndo}
            onHold={props.onHold}
            onPick={props.onPick}
            onRecord={props.onRecord}
          />
        ))}
      </ul>
      {more > 0 && (
        <div className="jp-CostTags-more">
          <Button kind="quiet" onClick={() => setMost(most + MORE_ROWS)}>
            {trans._n('%1 more', '%1 more', more)}
          </Button>
          {props.onInventory && (
            <Button kind="quiet" onClick={props.onInventory}>
              {trans.__('All in a table')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** The notebook that launched a resource, by its file name; null when that isn't known. */
function notebookOf(
  launches: readonly ILaunch[],
  { kind, name }: IScannedResource
): string | null {
  const launch = launches.find(one => one.kind === kind && one.name === name);
  return launch?.notebook?.split('/').pop() ?? null;
}
