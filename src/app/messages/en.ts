import { answers } from './en/answers.ts';
import { app, gpu, states } from './en/app.ts';
import { charts } from './en/charts.ts';
import { chat } from './en/chat.ts';
import { comparison } from './en/comparison.ts';
import { data } from './en/data.ts';
import { exports } from './en/export.ts';
import { forms } from './en/forms.ts';
import { getModel } from './en/getModel.ts';
import { help } from './en/help.ts';
import { history } from './en/history.ts';
import { model } from './en/model.ts';
import { pairs } from './en/pairs.ts';
import { people } from './en/people.ts';
import { privacy } from './en/privacy.ts';
import { recorded } from './en/recorded.ts';
import { recovery } from './en/recovery.ts';
import { report } from './en/report.ts';
import { results } from './en/results.ts';
import { rows } from './en/rows.ts';
import { settings } from './en/settings.ts';
import { start } from './en/start.ts';
import { startAdapter } from './en/startAdapter.ts';
import { notify, tour } from './en/tour.ts';
import { train } from './en/train.ts';
import { trials } from './en/trials.ts';
import { live } from './live.ts';

const english = {
  app,
  places: { data: 'Data', model: 'Model', train: 'Train', results: 'Results', export: 'Export' },
  states,
  gpu,
  start,
  charts,
  data,
  rows,
  pairs,
  model,
  startAdapter,
  train,
  recovery,
  history,
  results,
  comparison,
  answers,
  people,
  chat,
  trials,
  report,
  export: exports,
  forms,
  privacy,
  help,
  getModel,
  recorded,
  tour,
  notify,
  settings,
} as const;

/**
 * Every string that a person reads in the studio, by place, in the language that was chosen; what stands here is the English. The English words
 * of settings are those of the config table (run/config.ts).
 */
export const text = live(english);
