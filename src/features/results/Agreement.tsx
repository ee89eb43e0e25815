import { Table } from '@mantine/core';
import { useMemo } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatNumber } from '../../lib/format.ts';
import type { PredictionRecord } from '../../run/events.ts';
import { describePeople } from '../../run/review/applyReview.ts';
import { PERSON_CLASSES, type RuleAgreement, type RunReview } from '../../run/review/reviewRecord.ts';
import classes from './Results.module.css';

const RULE_CLASSES = ['matches', 'vague', 'wrong'] as const;

/** How far reviewers agree with one another, and the rule with them. */
export function Agreement({ predictions, review }: AgreementProps) {
  const words = text.people;
  const { agreement, checksAndRule } = useMemo(() => describePeople(predictions, review), [predictions, review]);
  return (
    <>
      {agreement !== null && (
        <div className={classes.peoplePart}>
          <h3 className={classes.smallTitle}>{words.agreementHead}</h3>
          <p>{between(agreement)}</p>
          {agreement.rule !== null && <Confusion title={words.ruleHead} rule={agreement.rule} />}
        </div>
      )}
      {checksAndRule !== null && <Confusion own title={words.checksHead} rule={checksAndRule} />}
    </>
  );
}

function between({ reviewers, between: found }: NonNullable<ReturnType<typeof describePeople>['agreement']>): string {
  const words = text.people;
  if (reviewers.length < 2) return words.oneReviewer;
  if (found === null) return words.noneShared;
  const { kind, kappa, items, interval, observed } = found;
  if (kappa === null) return words.noKappa;
  const range = interval === null ? '' : words.kappaInterval(interval.low, interval.high);
  return `${words.kappa(kind, kappa, items)}${range}. ${words.observed(observed)}`;
}

function Confusion({ title, rule, own = false }: ConfusionProps) {
  const words = text.people;
  const { answers, ties, confusion, kappa } = rule;
  return (
    <div className={classes.peoplePart}>
      <h3 className={classes.smallTitle}>{title}</h3>
      <p>
        {(own ? words.ownSentence : words.ruleSentence)(kappa.observed, answers, kappa.kappa)}
        {ties > 0 && words.ties(ties)} {own && words.checksNote}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.trialBox} tabIndex={0} aria-label={title}>
        <Table className={classes.sheets}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.rows}</Table.Th>
              {RULE_CLASSES.map((name) => (
                <Table.Th key={name} scope="col" ta="right">
                  {words.ruleColumn(text.results.classes[name].name)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {PERSON_CLASSES.map((person) => (
              <Table.Tr key={person}>
                <Table.Th scope="row">{text.answers.verdicts[person]}</Table.Th>
                {RULE_CLASSES.map((name) => (
                  <Table.Td key={name} ta="right">
                    {formatNumber(confusion[person][name])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </div>
  );
}

interface AgreementProps {
  readonly predictions: readonly PredictionRecord[];
  readonly review: RunReview;
}

interface ConfusionProps {
  readonly title: string;
  readonly rule: RuleAgreement;
  /** The verdicts are those of the person here, not of reviewers. */
  readonly own?: boolean;
}
