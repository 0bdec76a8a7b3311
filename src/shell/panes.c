/* panes.c - see panes.h. */
#include "shell/panes.h"

#define ROW(number, word, key, rank, shown, scrolls, ...)                                          \
    [PANE_##number] = {#word, key, shown, scrolls},
const struct pane_row pane_rows[PANE_COUNT] = {PANES(ROW)};
#undef ROW

bool pane_comes_by_itself(enum pane pane)
{
    return pane_rows[pane].shown == SHOWN_WHERE_WIDE || pane_rows[pane].shown == SHOWN_WHERE_LARGE;
}

const struct pane_cell *pane_cell(const struct pane_contents *p, size_t row, size_t cell)
{
    return &p->cells[row * p->cell_count + cell];
}
