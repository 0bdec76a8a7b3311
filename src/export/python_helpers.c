/* python_helpers.c - what may stand above a program: a row for each helper, with its text, the
 * modules it imports and the helpers it uses. See python_inside.h. */
#include "export/python_inside.h"

#include <string.h>

#define I(name) (1u << IMPORT_##name)
#define H(name) (HELPER_##name + 1)

struct row {
    unsigned imports;
    int uses[2]; /* helpers + 1, or 0 */
    const char *text;
};

static const struct row rows[HELPERS] = {
    [HELPER_START] = {I(TIME), {0}, "START = time.monotonic_ns()\n"},
    [HELPER_UNITS] = {0,
                      {0},
                      "# Durations are whole numbers of nanoseconds.\n"
                      "MICROSECOND = 1_000\n"
                      "MILLISECOND = 1_000_000\n"
                      "SECOND = 1_000_000_000\n"},
    [HELPER_FAILURES] =
        {I(ATEXIT) | I(OS) | I(SYS),
         {0},
         "failures = []\n"
         "show_error = threading.excepthook\n"
         "\n"
         "\n"
         "def note_failure(details):\n"
         "    \"\"\"A thread has failed: say why, and remember it for the exit status.\"\"\"\n"
         "    failures.append(details.exc_value)\n"
         "    show_error(details)\n"
         "\n"
         "\n"
         "threading.excepthook = note_failure\n"
         "\n"
         "\n"
         "@atexit.register\n"
         "def exit_at_last():\n"
         "    \"\"\"Runs once all threads but daemons have ended: a failure makes the status "
         "1.\"\"\"\n"
         "    if failures:\n"
         "        sys.stdout.flush()\n"
         "        os._exit(1)\n"},
    [HELPER_DAEMONS] =
        {I(ATEXIT) | I(OS) | I(SYS),
         {0},
         "failures = []\n"
         "show_error = threading.excepthook\n"
         "\n"
         "\n"
         "def note_failure(details):\n"
         "    \"\"\"A thread has failed: say why, and remember it for the exit status.\"\"\"\n"
         "    failures.append(details.exc_value)\n"
         "    show_error(details)\n"
         "\n"
         "\n"
         "threading.excepthook = note_failure\n"
         "\n"
         "\n"
         "@atexit.register\n"
         "def exit_at_last():\n"
         "    \"\"\"Runs once all threads but daemons have ended: stop those where they "
         "are.\"\"\"\n"
         "    failed = failures or hasattr(sys, \"last_value\")\n"
         "    sys.stdout.flush()\n"
         "    os._exit(1 if failed else 0)\n"},
    [HELPER_TEXT] = {0,
                     {0},
                     "def text(value):\n"
                     "    \"\"\"The value as thrum prints it.\"\"\"\n"
                     "    if value is None:\n"
                     "        return \"none\"\n"
                     "    if isinstance(value, bool):\n"
                     "        return \"true\" if value else \"false\"\n"
                     "    return str(value)\n"},
    [HELPER_SECONDS] = {0,
                        {0},
                        "def seconds(duration):\n"
                        "    \"\"\"A duration as thrum prints it: 0.25s.\"\"\"\n"
                        "    whole, rest = divmod(abs(duration), 1_000_000_000)\n"
                        "    digits = f\"{whole}.{rest:09d}\".rstrip(\"0\").rstrip(\".\")\n"
                        "    return (\"-\" if duration < 0 else \"\") + digits + \"s\"\n"},
    [HELPER_NOW] = {0,
                    {H(START)},
                    "def now():\n"
                    "    \"\"\"The time since the program began, in nanoseconds.\"\"\"\n"
                    "    return time.monotonic_ns() - START\n"},
    [HELPER_SAY] =
        {I(SYS),
         {0},
         "def say(*values):\n"
         "    \"\"\"Print a line under the thread's name, in one call so that lines stay "
         "whole.\"\"\"\n"
         "    line = \" \".join(map(str, values))\n"
         "    sys.stdout.write(f\"{threading.current_thread().name}: {line}\\n\")\n"},
    [HELPER_LOG] =
        {I(SYS),
         {0},
         "def log(level, function, *values):\n"
         "    \"\"\"Print a line with its level, thread and function, in one call.\"\"\"\n"
         "    name, line = threading.current_thread().name, \" \".join(map(str, values))\n"
         "    sys.stdout.write(f\"[{level.upper()}] ({name}) ({function}) {line}\\n\")\n"},
    [HELPER_INT64] = {0,
                      {0},
                      "def int64(number):\n"
                      "    \"\"\"The number, if it has room in 64 bits.\"\"\"\n"
                      "    if not -2**63 <= number < 2**63:\n"
                      "        raise OverflowError(\"integer overflow\")\n"
                      "    return number\n"},
    [HELPER_DIVIDE] = {0,
                       {0},
                       "def divide(a, b):\n"
                       "    \"\"\"The quotient, cut off towards 0 as in C.\"\"\"\n"
                       "    quotient = abs(a) // abs(b)\n"
                       "    return quotient if (a < 0) == (b < 0) else -quotient\n"},
    [HELPER_REMAINDER] =
        {0,
         {0},
         "def remainder(a, b):\n"
         "    \"\"\"What a division that is cut off towards 0 leaves, as in C.\"\"\"\n"
         "    rest = abs(a) % abs(b)\n"
         "    return rest if a >= 0 else -rest\n"},
    [HELPER_SAME] = {0,
                     {0},
                     "def same(a, b):\n"
                     "    \"\"\"Equal and of one type: True is not 1 here.\"\"\"\n"
                     "    return type(a) is type(b) and a == b\n"},
    [HELPER_TRUTH] = {0,
                      {0},
                      "def truth(value):\n"
                      "    \"\"\"A condition has to be true or false.\"\"\"\n"
                      "    if not isinstance(value, bool):\n"
                      "        raise TypeError(\"a condition is true or false\")\n"
                      "    return value\n"},
    [HELPER_AT] = {0,
                   {0},
                   "def at(index):\n"
                   "    \"\"\"An index that does not count from the end.\"\"\"\n"
                   "    if index < 0:\n"
                   "        raise IndexError(\"index out of range\")\n"
                   "    return index\n"},
    [HELPER_TIMEOUT] = {0,
                        {0},
                        "def timeout(seconds):\n"
                        "    \"\"\"A time limit, which is never negative.\"\"\"\n"
                        "    if seconds < 0:\n"
                        "        raise ValueError(\"a negative time\")\n"
                        "    return seconds\n"},
    [HELPER_BURN] = {I(TIME),
                     {0},
                     "def work(seconds):\n"
                     "    \"\"\"Keep a processor busy.\"\"\"\n"
                     "    end = time.thread_time() + seconds\n"
                     "    while time.thread_time() < end:\n"
                     "        pass\n"},
    [HELPER_SPIN] = {0,
                     {0},
                     "def work_through(items):\n"
                     "    \"\"\"Keep a processor busy with so many small things.\"\"\"\n"
                     "    for _ in range(items):\n"
                     "        pass\n"},
    [HELPER_FETCH] = {I(URLLIB),
                      {0},
                      "def fetch(url, file=None):\n"
                      "    \"\"\"Get what is there, and say how many bytes it has.\"\"\"\n"
                      "    with urllib.request.urlopen(url) as answer:\n"
                      "        content = answer.read()\n"
                      "    if file is not None:\n"
                      "        with open(file, \"wb\") as target:\n"
                      "            target.write(content)\n"
                      "    return len(content)\n"},
    [HELPER_ATOMIC] =
        {0,
         {0},
         "class Atomic:\n"
         "    \"\"\"A variable of which every access is one step, an update as well.\"\"\"\n"
         "\n"
         "    def __init__(self, value):\n"
         "        self._value = value\n"
         "        self._lock = threading.Lock()\n"
         "\n"
         "    def get(self):\n"
         "        with self._lock:\n"
         "            return self._value\n"
         "\n"
         "    def set(self, value):\n"
         "        with self._lock:\n"
         "            self._value = value\n"
         "\n"
         "    def update(self, change):\n"
         "        \"\"\"Set it to what `change` makes of it, and return what it was.\"\"\"\n"
         "        with self._lock:\n"
         "            old = self._value\n"
         "            self._value = change(old)\n"
         "            return old\n"
         "\n"
         "    def add(self, number):\n"
         "        return self.update(lambda old: old + number)\n"
         "\n"
         "    def swap(self, value):\n"
         "        return self.update(lambda _: value)\n"
         "\n"
         "    def compare_and_swap(self, old, new):\n"
         "        \"\"\"Set it to `new` if it is `old`, and say whether it was.\"\"\"\n"
         "        with self._lock:\n"
         "            if self._value != old:\n"
         "                return False\n"
         "            self._value = new\n"
         "            return True\n"},
    [HELPER_MUTEX] =
        {0,
         {0},
         "class Mutex:\n"
         "    \"\"\"A lock that nobody can release but the thread that holds it.\"\"\"\n"
         "\n"
         "    def __init__(self):\n"
         "        self._lock = threading.Lock()\n"
         "        self._holder = None\n"
         "\n"
         "    def acquire(self, blocking=True, timeout=-1):\n"
         "        taken = self._lock.acquire(blocking, timeout)\n"
         "        if taken:\n"
         "            self._holder = threading.current_thread()\n"
         "        return taken\n"
         "\n"
         "    def release(self):\n"
         "        if not self._is_owned():\n"
         "            raise RuntimeError(\"only the thread that holds a lock can release it\")\n"
         "        self._holder = None\n"
         "        self._lock.release()\n"
         "\n"
         "    def locked(self):\n"
         "        return self._lock.locked()\n"
         "\n"
         "    def __enter__(self):\n"
         "        return self.acquire()\n"
         "\n"
         "    def __exit__(self, *error):\n"
         "        self.release()\n"
         "\n"
         "    def _is_owned(self):  # a Condition asks for it\n"
         "        return self._holder is threading.current_thread()\n"},
    [HELPER_RWLOCK] =
        {I(CONTEXTLIB),
         {0},
         "class ReadWriteLock:\n"
         "    \"\"\"Many may read at once, or one may write.\"\"\"\n"
         "\n"
         "    def __init__(self):\n"
         "        self._changed = threading.Condition()\n"
         "        self._readers = []\n"
         "        self._writer = None\n"
         "\n"
         "    def acquire_read(self, timeout=None):\n"
         "        with self._changed:\n"
         "            free = self._changed.wait_for(lambda: not self._writer, timeout)\n"
         "            if free:\n"
         "                self._readers.append(threading.current_thread())\n"
         "            return free\n"
         "\n"
         "    def acquire_write(self, timeout=None):\n"
         "        with self._changed:\n"
         "            free = self._changed.wait_for(\n"
         "                lambda: not self._writer and not self._readers, timeout)\n"
         "            if free:\n"
         "                self._writer = threading.current_thread()\n"
         "            return free\n"
         "\n"
         "    def release(self):\n"
         "        me = threading.current_thread()\n"
         "        with self._changed:\n"
         "            if self._writer is me:\n"
         "                self._writer = None\n"
         "            elif me in self._readers:\n"
         "                self._readers.remove(me)\n"
         "            else:\n"
         "                raise RuntimeError(\"only a thread that holds the lock can release "
         "it\")\n"
         "            self._changed.notify_all()\n"
         "\n"
         "    @contextlib.contextmanager\n"
         "    def reading(self):\n"
         "        self.acquire_read()\n"
         "        try:\n"
         "            yield\n"
         "        finally:\n"
         "            self.release()\n"
         "\n"
         "    @contextlib.contextmanager\n"
         "    def writing(self):\n"
         "        self.acquire_write()\n"
         "        try:\n"
         "            yield\n"
         "        finally:\n"
         "            self.release()\n"},
    [HELPER_LATCH] =
        {0,
         {0},
         "class Latch:\n"
         "    \"\"\"A number that is counted down to 0, which can be waited for.\"\"\"\n"
         "\n"
         "    def __init__(self, count):\n"
         "        if count < 0:\n"
         "            raise ValueError(\"a latch starts with 0 or more\")\n"
         "        self._count = count\n"
         "        self._open = threading.Condition()\n"
         "\n"
         "    def count_down(self, number=1):\n"
         "        with self._open:\n"
         "            if not 1 <= number <= self._count:\n"
         "                raise ValueError(\"a latch is counted down to 0 and no further\")\n"
         "            self._count -= number\n"
         "            if self._count == 0:\n"
         "                self._open.notify_all()\n"
         "\n"
         "    def wait(self, timeout=None):\n"
         "        with self._open:\n"
         "            return self._open.wait_for(lambda: self._count == 0, timeout)\n"
         "\n"
         "    def value(self):\n"
         "        return self._count\n"},
    [HELPER_ONCE] = {0,
                     {0},
                     "class Once:\n"
                     "    \"\"\"`with once as first:` is true for the first to arrive; the others "
                     "wait until it is\n"
                     "    done. Left by an error it counts as not done.\"\"\"\n"
                     "\n"
                     "    def __init__(self):\n"
                     "        self._lock = threading.Lock()\n"
                     "        self._done = False\n"
                     "\n"
                     "    def __enter__(self):\n"
                     "        if self._done:\n"
                     "            return False\n"
                     "        self._lock.acquire()\n"
                     "        if not self._done:\n"
                     "            return True\n"
                     "        self._lock.release()\n"
                     "        return False\n"
                     "\n"
                     "    def __exit__(self, kind, error, trace):\n"
                     "        if not self._done:\n"
                     "            self._done = kind is None\n"
                     "            self._lock.release()\n"},
    [HELPER_CRITICAL] =
        {0,
         {0},
         "class Critical:\n"
         "    \"\"\"A section in which only one may be: the second to come gets an error.\"\"\"\n"
         "\n"
         "    def __init__(self):\n"
         "        self._inside = threading.Lock()\n"
         "\n"
         "    def __enter__(self):\n"
         "        if not self._inside.acquire(blocking=False):\n"
         "            raise RuntimeError(\"another thread is in this critical section\")\n"
         "\n"
         "    def __exit__(self, *error):\n"
         "        self._inside.release()\n"},
    [HELPER_PEEK] =
        {0,
         {0},
         "def peek(items):\n"
         "    \"\"\"The first of a queue, which stays there; None if it is empty.\"\"\"\n"
         "    with items.mutex:\n"
         "        return items.queue[0] if items.queue else None\n"},
    [HELPER_GET] = {I(QUEUE),
                    {0},
                    "def get_within(items, seconds):\n"
                    "    \"\"\"The next item, or None once the time has run out.\"\"\"\n"
                    "    try:\n"
                    "        return items.get(timeout=seconds)\n"
                    "    except queue.Empty:\n"
                    "        return None\n"},
    [HELPER_PUT] = {I(QUEUE),
                    {0},
                    "def put_within(items, item, seconds):\n"
                    "    \"\"\"Whether there was room for the item before the time ran out.\"\"\"\n"
                    "    try:\n"
                    "        items.put(item, timeout=seconds)\n"
                    "        return True\n"
                    "    except queue.Full:\n"
                    "        return False\n"},
    [HELPER_JOINED] = {0,
                       {0},
                       "def joined(thread, seconds=None):\n"
                       "    \"\"\"Whether the thread has ended before the time ran out.\"\"\"\n"
                       "    thread.join(seconds)\n"
                       "    return not thread.is_alive()\n"},
    [HELPER_JOIN_ALL] =
        {I(TIME),
         {0},
         "def join_all(daemons=True, timeout=None):\n"
         "    \"\"\"Wait for all other threads; whether they ended before the time ran out.\"\"\"\n"
         "    end = None if timeout is None else time.monotonic() + timeout\n"
         "    while others := [t for t in threading.enumerate()\n"
         "                     if t.is_alive() and t is not threading.current_thread()\n"
         "                     and (daemons or not t.daemon)]:\n"
         "        others[0].join(None if end is None else max(0, end - time.monotonic()))\n"
         "        if end is not None and time.monotonic() >= end and others[0].is_alive():\n"
         "            return False\n"
         "    return True\n"},
    [HELPER_RESULT] = {0,
                       {0},
                       "class ResultThread(threading.Thread):\n"
                       "    \"\"\"A thread that keeps what its function returned.\"\"\"\n"
                       "\n"
                       "    def run(self):\n"
                       "        self._ended, self._result = False, None\n"
                       "        try:\n"
                       "            self._result = self._target(*self._args)\n"
                       "        finally:\n"
                       "            self._ended = True\n"
                       "\n"
                       "    def result(self):\n"
                       "        if not getattr(self, \"_ended\", False):\n"
                       "            raise RuntimeError(\"the thread has not ended\")\n"
                       "        return self._result\n"},
    [HELPER_PUPPET] =
        {I(QUEUE),
         {0},
         "class Puppet(threading.Thread):\n"
         "    \"\"\"A thread that runs the orders it is given, one after the other.\"\"\"\n"
         "\n"
         "    everyone = []\n"
         "\n"
         "    def __init__(self, name):\n"
         "        super().__init__(name=name)\n"
         "        self.orders = queue.Queue()\n"
         "        Puppet.everyone.append(self)\n"
         "\n"
         "    def run(self):\n"
         "        while (order := self.orders.get()) is not None:\n"
         "            try:\n"
         "                order()\n"
         "            except Exception as error:\n"
         "                failures.append(error)\n"
         "                sys.excepthook(type(error), error, error.__traceback__)\n"
         "            finally:\n"
         "                self.orders.task_done()\n"
         "\n"
         "    def join(self, timeout=None):\n"
         "        \"\"\"Wait until the orders given so far are done.\"\"\"\n"
         "        self.orders.join()\n"
         "\n"
         "    @classmethod\n"
         "    def dismiss_all(cls):\n"
         "        \"\"\"No more orders: each ends once it has run those that it has got.\"\"\"\n"
         "        for puppet in cls.everyone:\n"
         "            puppet.orders.put(None)\n"},
};

void python_need(struct python *p, enum helper helper)
{
    if (p->helpers[helper])
        return;
    p->helpers[helper] = true;
    for (unsigned i = 0; i < IMPORTS; i++)
        p->imports[i] |= rows[helper].imports >> i & 1;
    for (unsigned i = 0; i < sizeof rows[helper].uses / sizeof *rows[helper].uses; i++)
        if (rows[helper].uses[i])
            python_need(p, (enum helper)(rows[helper].uses[i] - 1));
}

static void put_rest(struct python *p, const char *text)
{
    buffer_puts(p->target.out, text);
}

/* Constants close up; functions and classes stand two lines apart. */
static bool is_constant(enum helper helper)
{
    return helper == HELPER_START || helper == HELPER_UNITS;
}

void python_put_head(struct python *p)
{
    static const char *const imports[] = {
        [IMPORT_ATEXIT] = "atexit",
        [IMPORT_CONTEXTLIB] = "contextlib",
        [IMPORT_ITERTOOLS] = "itertools",
        [IMPORT_OS] = "os",
        [IMPORT_QUEUE] = "queue",
        [IMPORT_RANDOM] = "random",
        [IMPORT_SYS] = "sys",
        [IMPORT_THREADING] = "threading",
        [IMPORT_TIME] = "time",
        [IMPORT_URLLIB] = "urllib.request",
    };
    target_title(&p->target, "Python 3.9 or later");
    put_rest(p, "\n");
    for (unsigned i = 0; i < IMPORTS; i++)
        if (p->imports[i])
            target_line(&p->target, "import %s", imports[i]);
    p->helpers[HELPER_FAILURES] = !p->helpers[HELPER_DAEMONS];
    for (int i = 0; i < HELPERS; i++) {
        if (!p->helpers[i])
            continue;
        put_rest(p, is_constant((enum helper)i) ? "\n" : "\n\n");
        put_rest(p, rows[i].text);
    }
    put_rest(p, "\n\n");
}
