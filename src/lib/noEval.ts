import { config } from 'zod';

/**
 * Zod would compile its checks with `new Function`, which the page's security policy forbids and reports. Each module that
 * makes schemas imports this first, since a schema asks when it is made, and bundling may reorder what lies farther apart.
 */
config({ jitless: true });
