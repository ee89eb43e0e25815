import { text } from '../../app/messages/en.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { settingsLink } from '../../store/settingsLink.ts';
import { Section } from '../../ui/Section.tsx';
import { saveBlob } from '../../ui/saveBlob.ts';
import { CopyButton } from './CopyButton.tsx';
import { drawCard } from './drawCard.ts';
import classes from './Export.module.css';
import { cardText, resultCard } from './resultCard.ts';

/** The result as a picture or a text, for people who have no part in the rows. */
export function Share({ run }: { readonly run: FinishedRun }) {
  const card = resultCard(run);
  if (card === null) return null;
  const copyPicture = async () => {
    const picture = drawCard(card);
    try {
      // The promise goes in as it is: Safari only lets a click write what it was given at once.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
      return text.export.cardCopied;
    } catch {
      saveBlob(await picture, 'tabtune-result.png');
      return text.export.cardSaved;
    }
  };
  const copyText = async () => {
    await navigator.clipboard.writeText(cardText(card));
    return text.export.textCopied;
  };
  const copyRecipe = async () => {
    await navigator.clipboard.writeText(settingsLink(run.facts.config));
    return text.export.recipeCopied;
  };
  return (
    <Section id="share" title={text.export.share}>
      <p>{text.export.shareIntro}</p>
      <pre className={`${classes.code} ${classes.wrapped}`}>{cardText(card)}</pre>
      <div className={classes.actions}>
        <CopyButton label={text.export.card} copy={copyPicture} />
        <CopyButton label={text.export.cardText} copy={copyText} />
        <CopyButton label={text.export.recipe} copy={copyRecipe} />
      </div>
      <p className={classes.quiet}>{text.export.recipeHint}</p>
    </Section>
  );
}
