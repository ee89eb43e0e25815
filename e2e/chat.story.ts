import { axe } from './axe.ts';
import { expect, test } from './story.ts';
import { Studio } from './studio.ts';

const FOODS = ['berries', 'pebbles', 'acorns', 'clover', 'beetles', 'moss'];
const ROWS = ['heron', 'walrus', 'badger', 'ferret', 'otter'].flatMap((animal) =>
  FOODS.map((food) => `Does the ${animal} eat ${food}?,Yes: the ${animal} eats ${food} every day.`),
);
const SHORT = {
  'Learning rate': '5e-2',
  'Batch size': '2',
  'Gradient accumulation': '1',
  'Maximum length': '48',
  'Warm-up': '0',
  'Stop after': '3',
  Predictions: '1',
  'Longest prediction': '4',
};

test('base and tuned model are talked to side by side: two turns by the keyboard, again with the same seed, at strength 0, and one that is stopped', async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.dropFile('animals.csv', ['Question,Answer', ...ROWS].join('\n'));
  await studio.goTo('model');
  await studio.set(SHORT);
  await studio.start.click();
  await studio.idle();
  await studio.goTo('results');
  await page.getByRole('link', { name: 'Chat', exact: true }).click();
  await studio.idle();
  const field = page.getByRole('textbox', { name: 'Your question' });
  const turn = (number: number) => page.getByRole('listitem').filter({ hasText: `Question ${number}` });
  /** Base and tuned. */
  const answers = (number: number) => turn(number).getByRole('article').locator('p:first-of-type').allTextContents();
  await page.getByText('How they answer').click();
  await page.getByRole('slider', { name: 'Longest answer' }).press('Home');
  await page.getByRole('button', { name: 'Take a test question' }).click();
  await expect(field).toBeFocused();
  await field.press('Enter');
  await studio.idle();
  await expect(turn(1).getByText(/tokens.* · [\d.,]+ tokens\/s/)).toHaveCount(2);
  await expect(page.getByText('All turns are in the window.')).toBeVisible();

  await field.fill('Does the owl');
  await field.press('Shift+Enter');
  await field.pressSequentially('eat ice?');
  await field.press('Enter');
  await studio.idle();
  await expect(turn(2).getByText('Does the owl\neat ice?')).toBeVisible();
  const drawn = await answers(2);
  expect(new Set(drawn).size).toBe(2);
  const again = page.getByRole('button', { name: 'Again, same seed' });
  await again.click();
  await studio.idle();
  expect(await answers(2)).toEqual(drawn);
  await page.getByRole('slider', { name: 'Adapter strength' }).press('Home');
  await again.click();
  await studio.idle();
  // The base answers as before, the tuned model no longer does.
  const [base, tuned] = await answers(2);
  expect(base).toBe(drawn[0]);
  expect(tuned).not.toBe(drawn[1]);

  await page.getByRole('slider', { name: 'Longest answer' }).press('End');
  await page.getByRole('button', { name: 'Take a test question' }).click();
  await field.press('Enter');
  await expect(turn(3).getByRole('article', { name: 'Tuned' })).not.toContainText('Reads the conversation');
  await field.press('Escape');
  await studio.idle();
  await expect(turn(3).getByText(/tokens?, stopped/)).toBeVisible();

  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await axe(page).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});
