import classes from './ExamplePreview.module.css';

/** One row as the model meets it: prompt grey, answer blue and underlined, then the end mark it learns to write. */
export function ExamplePreview({ prompt, completion, labels }: ExamplePreviewProps) {
  return (
    <figure className={classes.preview}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.text} tabIndex={0} aria-label={labels.caption}>
        <span className={classes.part}>
          <span className={classes.tag}>{labels.prompt}</span>
          <span className={classes.prompt}>{prompt}</span>
        </span>
        <span className={classes.part}>
          <span className={classes.tag}>{labels.answer}</span>
          <span>
            <span className={classes.answer}>{completion}</span>
            <span className={classes.end}>{labels.end}</span>
          </span>
        </span>
      </section>
      <figcaption className={classes.caption}>{labels.caption}</figcaption>
    </figure>
  );
}

interface ExamplePreviewProps {
  readonly prompt: string;
  readonly completion: string;
  readonly labels: { readonly prompt: string; readonly answer: string; readonly end: string; readonly caption: string };
}
