import { ActionIcon, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type RefObject, useState } from 'react';
import { type CsvTable, csvText } from '../lib/chart/csvText.ts';
import { pngBlob, standaloneSvg, svgBlob } from './chartFile.ts';
import { saveBlob } from './saveBlob.ts';

/**
 * Takes a figure away: as a picture, as a drawing, as figures. A figure that is no drawing at the moment (its table stands there, or its bars are
 * no SVG) is offered as figures only.
 */
export function ChartMenu({ figure, title, table, labels }: ChartMenuProps) {
  const [isDrawn, setDrawn] = useState(false);
  const [failed, setFailed] = useState(false);
  const name = `tabtune-${title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')}`;
  const opened = (open: boolean) => {
    setFailed(false);
    if (open) setDrawn(figure?.current?.querySelector('svg[data-chart]') != null);
  };
  const svg = () => {
    const drawn = figure?.current ? standaloneSvg(figure.current, title) : null;
    if (drawn === null) throw new Error('nothing is drawn');
    return drawn;
  };
  const save = async (make: () => Blob | Promise<Blob>, ending: string) => {
    try {
      saveBlob(await make(), `${name}.${ending}`);
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      <Menu position="bottom-end" withinPortal onChange={opened} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={`${labels.open}: ${title}`} title={labels.open}>
            <IconDownload size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown aria-label={labels.open}>
          {isDrawn && (
            <>
              <Menu.Item onClick={() => void save(() => pngBlob(svg()), 'png')}>{labels.png}</Menu.Item>
              <Menu.Item onClick={() => void save(() => svgBlob(svg()), 'svg')}>{labels.svg}</Menu.Item>
            </>
          )}
          <Menu.Item onClick={() => void save(() => new Blob([csvText(table())], { type: 'text/csv' }), 'csv')}>
            {labels.csv}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {failed && <span role="alert">{labels.failed}</span>}
    </>
  );
}

interface ChartMenuProps {
  /** Around the drawing; left out where there is none. */
  readonly figure?: RefObject<HTMLElement | null>;
  readonly title: string;
  /** Asked for when it is wanted: a long run has many rows. */
  readonly table: () => CsvTable;
  readonly labels: {
    readonly open: string;
    readonly png: string;
    readonly svg: string;
    readonly csv: string;
    readonly failed: string;
  };
}
