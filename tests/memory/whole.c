/* whole.c - thrum's main under another name, for a program that has its own. */
int thrum_main(int argc, char **argv);
#define main thrum_main
#include "main.c" /* of src */
