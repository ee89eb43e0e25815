import { answers } from './de/answers.ts';
import { app, gpu, places, states } from './de/app.ts';
import { charts } from './de/charts.ts';
import { chat } from './de/chat.ts';
import { comparison } from './de/comparison.ts';
import { data } from './de/data.ts';
import { exports } from './de/export.ts';
import { forms } from './de/forms.ts';
import { getModel } from './de/getModel.ts';
import { help } from './de/help.ts';
import { history } from './de/history.ts';
import { model } from './de/model.ts';
import { pairs } from './de/pairs.ts';
import { people } from './de/people.ts';
import { privacy } from './de/privacy.ts';
import { recorded } from './de/recorded.ts';
import { recovery } from './de/recovery.ts';
import { report } from './de/report.ts';
import { results } from './de/results.ts';
import { rows } from './de/rows.ts';
import { settings } from './de/settings.ts';
import { start } from './de/start.ts';
import { startAdapter } from './de/startAdapter.ts';
import { notify, tour } from './de/tour.ts';
import { train } from './de/train.ts';
import { trials } from './de/trials.ts';

/** The German words; messages/german.test.ts lists what they lack. */
export const german = {
  app,
  places,
  states,
  gpu,
  start,
  data,
  rows,
  pairs,
  model,
  train,
  trials,
  startAdapter,
  recovery,
  history,
  results,
  comparison,
  answers,
  people,
  chat,
  export: exports,
  forms,
  privacy,
  help,
  getModel,
  recorded,
  tour,
  notify,
  charts,
  report,
  settings,
};
