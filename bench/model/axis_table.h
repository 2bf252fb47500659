/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The axes: numbers by which cells can differ, so that a cost is a curve over them.  A new one
 * is an entry here.  Included where AXIS() says what is wanted of each, so there is no guard.
 *
 * AXIS(id, field of struct cell, key in results, its number in *cell (0: it has none),
 *      what a reader calls it, unit of a step, how much that is, are charts logarithmic)
 */
AXIS(SIZE, size, "size", cell->size, "file size", "MiB", 1 << 20, true)
AXIS(EXTENT, extent, "extent", cell_extents(cell), "number of extents", "extent", 1, true)
AXIS(FOLIO, folio, "folio", cell_folio_order(cell) < 0 ? 0 : 1U << cell_folio_order(cell),
     "pages in a folio", "page", 1, true)
AXIS(FILES, files, "files", cell->files ? cell->files : 1, "number of files", "file", 1, true)
AXIS(THREADS, threads, "threads", cell->threads, "number of threads", "thread", 1, false)
AXIS(STRIDE, stride, "stride", cell->stride, "stride in pages", "page", 1, true)
AXIS(LOAD_RATE, load_rate, "load_rate", cell->load_rate, "rate of the load", "round a second",
     1, true)
