import { text } from '../../app/messages/en.ts';
import { useTraffic } from '../../store/traffic.ts';

/** A request that the page's policy stopped looks like a broken connection: only the browser knows better. */
export function PolicyHint() {
  const stopped = useTraffic((traffic) => traffic.stopped.some(({ directive }) => directive === 'connect-src'));
  return stopped ? <p>{text.getModel.policyStopped}</p> : null;
}
