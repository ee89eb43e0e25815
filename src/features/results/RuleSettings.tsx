import { Button, NumberInput } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { JUDGE_RULE, type JudgeRule } from '../../evaluate/judge.ts';
import classes from './Results.module.css';

/** What can be set, and within which bounds. A set phrase's share has a floor since rarer words were not counted. */
const BOUNDS = {
  matchRecall: [0, 1],
  matchPrecision: [0, 1],
  vaguePrecision: [0, 1],
  mixedRecall: [0, 1],
  mixedPrecision: [0, 1],
  shortest: [0, 1],
  longest: [1, 20],
  negationShare: [0, 1],
  loopWords: [2, 200],
  loopShare: [0, 1],
  commonShare: [0.2, 1],
} as const satisfies Partial<Record<keyof JudgeRule, readonly [number, number]>>;

type Constant = keyof typeof BOUNDS;
const CONSTANTS = Object.keys(BOUNDS) as Constant[];

/** The constants of the text rule, each with its default; a change judges every answer anew. */
export function RuleSettings({ rule, onChange }: RuleSettingsProps) {
  const words = text.answers;
  const changed = CONSTANTS.some((name) => rule[name] !== JUDGE_RULE[name]);
  return (
    <details className={classes.how}>
      <summary>{words.ruleTitle}</summary>
      <p className={classes.quiet}>{words.ruleIntro}</p>
      <div className={classes.constants}>
        {CONSTANTS.map((name) => (
          <NumberInput
            key={name}
            size="xs"
            label={words.ruleNames[name]}
            description={words.ruleDefault(JUDGE_RULE[name])}
            value={rule[name]}
            min={BOUNDS[name][0]}
            max={BOUNDS[name][1]}
            step={name === 'loopWords' ? 1 : 0.05}
            allowDecimal={name !== 'loopWords'}
            clampBehavior="strict"
            onChange={(value) => typeof value === 'number' && onChange({ ...rule, [name]: value })}
          />
        ))}
      </div>
      {changed && (
        <Button variant="default" size="compact-sm" onClick={() => onChange(null)}>
          {words.ruleReset}
        </Button>
      )}
    </details>
  );
}

interface RuleSettingsProps {
  readonly rule: JudgeRule;
  /** null: the defaults. */
  readonly onChange: (rule: JudgeRule | null) => void;
}
