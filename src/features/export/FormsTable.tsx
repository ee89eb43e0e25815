import { Button, Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatBytes } from '../../lib/format.ts';
import { useSaving } from '../../store/forms.ts';
import type { ExportForm, FormFacts } from '../../workers/formsApi.ts';
import classes from './Export.module.css';

/** Each form with what it is for, its size and its button; or why this model has none. */
export function FormsTable({ forms, disabled, onSave }: FormsTableProps) {
  const saving = useSaving((state) => state.kind === 'saving');
  return (
    <Table layout="auto" className={`${classes.files} ${classes.forms}`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{text.forms.form}</Table.Th>
          <Table.Th scope="col" ta="right">
            {text.forms.size}
          </Table.Th>
          <Table.Td />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {forms.map(({ form, sizeBytes, refused }) => (
          <Table.Tr key={form}>
            <Table.Th scope="row" className={classes.form}>
              {text.forms.names[form]}
              <span className={classes.formPurpose}>
                {refused === null ? text.forms.purposes[form] : `${text.forms.refused}: ${refused}`}
              </span>
            </Table.Th>
            <Table.Td ta="right" className={classes.size}>
              {refused === null && formatBytes(sizeBytes)}
            </Table.Td>
            <Table.Td ta="right">
              {refused === null && (
                <Button
                  variant="default"
                  disabled={disabled || saving}
                  aria-label={text.forms.saveOne(text.forms.names[form])}
                  onClick={() => onSave(form)}
                >
                  {text.forms.save}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface FormsTableProps {
  readonly forms: readonly FormFacts[];
  readonly disabled: boolean;
  readonly onSave: (form: ExportForm) => void;
}
