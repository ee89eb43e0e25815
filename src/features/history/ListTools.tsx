import { Select, TextInput } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { RUN_ORDERS, type RunOrder, useHistory } from '../../store/history.ts';
import classes from './History.module.css';

/** Search and order of the list, and how much of it is left. */
export function ListTools({ shown, all }: { readonly shown: number; readonly all: number }) {
  const { search, order } = useHistory();
  return (
    <div className={classes.tools}>
      <TextInput
        type="search"
        label={text.history.search}
        placeholder={text.history.searchHint}
        value={search}
        onChange={(event) => useHistory.setState({ search: event.currentTarget.value })}
        className={classes.search}
      />
      <Select
        label={text.history.order}
        data={RUN_ORDERS.map((value) => ({ value, label: text.history.orders[value] }))}
        value={order}
        allowDeselect={false}
        onChange={(value) => useHistory.setState({ order: value as RunOrder })}
      />
      <p className={classes.count} role="status">
        {text.history.found(shown, all)}
      </p>
    </div>
  );
}
