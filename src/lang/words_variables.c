/* words_variables.c - the words that make variables. See words.h. */
#include "lang/words_inside.h"

const struct word words_variables[] = {
    {.id = WORD_SHARED,
     .name = "shared",
     .class = WORD_DECLARES,
     .usage = "shared NAME = VALUE\n"
              "shared NAME[N] = VALUE",
     .help = "Makes a variable that every thread can read and change.",
     .explanation =
         "Threads of one program share their memory: what one thread writes, all others see. "
         "That is what makes them useful together, and what makes them dangerous: x = x + 1 "
         "first reads and then writes, and another thread may come in between, so that its "
         "update is lost. Guard such a variable with a mutex, or make it atomic. With [N] it "
         "is an array of N elements, counted from 0, each of them a variable of its own.",
     .example = "shared count = 0\n"
                "spawn t { count = count + 1 }\n"
                "join t\n"
                "print count\n",
     .output = "main: 1\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
    {.id = WORD_ATOMIC,
     .name = "atomic",
     .class = WORD_DECLARES,
     .usage = "atomic NAME = VALUE\n"
              "atomic NAME[N] = VALUE\n"
              "atomic { ... }",
     .help = "Makes a shared variable whose updates are one step, or runs a block as one step.",
     .explanation =
         "On an atomic variable x += 1 cannot be torn apart, so no update is ever lost; x = x "
         "+ 1 is still two steps, a read and a write. A block atomic { ... } runs whole, with "
         "no other thread in between; nothing in it may wait.",
     .example = "atomic count = 0\n"
                "spawn a { repeat 100 { count += 1 } }\n"
                "spawn b { repeat 100 { count += 1 } }\n"
                "join a; join b\n"
                "print count\n",
     .output = "main: 200\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
    {.id = WORD_LOCAL,
     .name = "local",
     .class = WORD_DECLARES,
     .usage = "local NAME\n"
              "local NAME = VALUE",
     .help = "Makes a variable of which every thread has its own copy.",
     .explanation =
         "One name, but each thread sees only what it wrote itself. Without a first value the "
         "variable is unset in every thread until that thread writes it, and reading it before "
         "is an error.",
     .example = "local mine = 0\n"
                "spawn t { mine = 5; print mine }\n"
                "join t\n"
                "print mine\n",
     .output = "t: 5\n"
               "main: 0\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
    {.id = WORD_PRIVATE,
     .name = "private",
     .class = WORD_DECLARES,
     .usage = "private NAME = VALUE\n"
              "private NAME[N] = VALUE",
     .help = "Makes a variable of this thread, function or body alone.",
     .explanation =
         "Assigning to a new name does the same; the word is needed for arrays, and makes the "
         "intention plain. A body gets a copy of its maker's private variables when its thread "
         "is made; later changes on either side are not seen by the other.",
     .example = "private a[3] = 0\n"
                "a[1] = 7\n"
                "print a[0], a[1], len(a)\n",
     .output = "main: 0 7 3\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
};

const size_t words_variables_count = sizeof words_variables / sizeof *words_variables;
