// What the environment means for tags and bills, where it needs a word.
import * as React from 'react';
import { Code, Message, Name } from '../parts/basics';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IWhoAmI } from '../types';

export function EnvironmentNote({
  whoami
}: {
  whoami: IWhoAmI;
}): React.JSX.Element | null {
  switch (whoami.environment) {
    case 'studio-shared-space':
      return <Shared whoami={whoami} />;
    case 'notebook-instance':
      return <NotebookInstance whoami={whoami} />;
    case 'local':
      return <Local whoami={whoami} />;
    case 'unknown':
      return <Unknown whoami={whoami} />;
    default:
      return <Reason whoami={whoami} />;
  }
}

function Shared({ whoami }: { whoami: IWhoAmI }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <Message
      shape="info"
      note={joined(
        whoami.display_name &&
          rich(
            (...slots) =>
              trans.__('The browser says that %1 is here.', ...slots),
            <Name text={whoami.display_name} />
          ),
        whoami.reason && visible(whoami.reason)
      )}
    >
      {rich(
        (...slots) =>
          trans.__(
            'You’re in shared space %1. Jobs and figures are the space’s, not yours.',
            ...slots
          ),
        <Name className="jp-CostTags-strong" text={whoami.space ?? '?'} />
      )}
    </Message>
  );
}

function NotebookInstance({ whoami }: { whoami: IWhoAmI }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <Message shape="info" note={whoami.reason && visible(whoami.reason)}>
      {rich(
        (...slots) =>
          trans.__(
            'Notebook instance %1: tags come from the instance; jobs you launch are %2 covered by them.',
            ...slots
          ),
        <Code text={whoami.notebook_instance ?? '?'} />,
        <strong>{trans.__('not')}</strong>
      )}
    </Message>
  );
}

function Local({ whoami }: { whoami: IWhoAmI }): React.JSX.Element {
  const { trans } = useSurroundings();
  const role = whoami.role_arn?.split('/').pop();
  return (
    <Message
      shape="info"
      note={joined(
        role &&
          rich(
            (...slots) => trans.__('AWS sees the role %1.', ...slots),
            <Code text={role} />
          ),
        whoami.reason && visible(whoami.reason)
      )}
    >
      {trans.__('Not running in SageMaker Studio, so there’s no user profile.')}
    </Message>
  );
}

function Unknown({ whoami }: { whoami: IWhoAmI }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <Message shape="unknown" note={whoami.reason && visible(whoami.reason)}>
      {trans.__('Where this server runs isn’t known.')}
    </Message>
  );
}

/** Sentences one after the other; null when there is none. */
function joined(...sentences: React.ReactNode[]): React.ReactNode {
  const said = sentences.filter(Boolean);
  return said.length === 0
    ? null
    : said.map((sentence, index) => (
        <React.Fragment key={index}>
          {index > 0 && ' '}
          {sentence}
        </React.Fragment>
      ));
}

/** In Studio all is normal unless something could not be read. */
function Reason({ whoami }: { whoami: IWhoAmI }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  return whoami.reason === null ? null : (
    <Message shape="unknown" note={visible(whoami.reason)}>
      {trans.__('Not everything about you could be read.')}
    </Message>
  );
}
