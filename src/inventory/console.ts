// Where AWS's console shows a resource.
import { own } from '../record';
import type { IScannedResource } from '../types';

/** The console's hash route per kind; kinds that Studio alone shows have none. */
const ROUTES: Readonly<Record<string, string>> = {
  'training-job': 'jobs',
  'processing-job': 'processing-jobs',
  'transform-job': 'transform-jobs',
  'hyper-parameter-tuning-job': 'hyper-tuning-jobs',
  'labeling-job': 'labeling-jobs',
  'compilation-job': 'compilation-jobs',
  endpoint: 'endpoints',
  'endpoint-config': 'endpointConfig',
  model: 'models',
  'notebook-instance': 'notebook-instances'
};

/** The page of a resource in the console; null where there is none that is known. */
export function consoleUrl(resource: IScannedResource): string | null {
  const [, partition, , region = ''] = resource.arn.split(':');
  const route = own(ROUTES, resource.kind);
  // Other partitions have other hosts.
  if (partition !== 'aws' || !route || !/^[a-z0-9-]+$/.test(region)) {
    return null;
  }
  const name = encodeURIComponent(resource.name);
  return `https://${region}.console.aws.amazon.com/sagemaker/home?region=${region}#/${route}/${name}`;
}
