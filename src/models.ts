import { holdToHub } from './app/hubPolicy.ts';
import { readPlace } from './store/hubPlace.ts';

// The rest of the page is loaded when its policy stands: nothing can ask for anything before.
holdToHub(document, readPlace());
void import('./app/mountGetModel.tsx').then(({ mountGetModel }) => mountGetModel());
