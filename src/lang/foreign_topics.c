/* foreign_topics.c - under which word of this language the help tells what is asked for: by a word
 * of another language, or in a question. See foreign.h. */
#include "lang/foreign_inside.h"

#include "lang/words.h"

#include <string.h>

/* ---- Words ----------------------------------------------------------------------------------- */

/* What it is called elsewhere; case, _ and what stands before the last dot make no difference. */
static const struct {
    const char *there, *here;
} topics[] = {
    {"create|make|new|fork|goroutine|go|pthreadcreate|thrdcreate|threadcreate|threads|pool|"
     "threadpool|executor|task|async|runnable|process|coroutine",
     "spawn"},
    {"run|begin|launch", "start"},
    {"pthreadjoin|thrdjoin|waitpid|waitall|waitgroup", "join"},
    {"locks|synchronized|synchronised|reentrantlock|lockguard|uniquelock|pthreadmutext|mtxt|"
     "pthreadmutexinit|mtxinit|spinlock|mutexlock",
     "mutex"},
    {"pthreadmutexlock|mtxlock|take|grab", "acquire"},
    {"pthreadmutexunlock|mtxunlock|free|unlocking", "release"},
    {"sem|semt|seminit|semwait|sempost|counting", "semaphore"},
    {"condvar|conditionvariable|cond|cv|pthreadcondt|cndt|condition-variable", "condition"},
    {"pthreadcondwait|cndwait|await", "wait"},
    {"notifyall|pthreadcondbroadcast|cndbroadcast|wakeall", "broadcast"},
    {"notifyone|pthreadcondsignal|cndsignal|pulse|wake|wakeup", "notify"},
    {"channels|chan|syncchannel|rendezvous", "channel"},
    {"pipe|mailbox|blockingqueue|buffer", "queue"},
    {"promise|promises|futures|completablefuture|deferred", "future"},
    {"return-value", "result"},
    {"bits|bit|bitwise|bitmask|shift|<<|>>", "band"},
    {"memory-barrier|memorybarrier|mfence|atomicthreadfence", "fence"},
    {"compareexchange|compareandswap|compareandset|compare-and-swap", "cas"},
    {"fetchadd|getandincrement|fetch-and-add", "add"},
    {"countdownlatch", "latch"},
    {"cyclicbarrier", "barrier"},
    {"variable|variables|var|let|const|int|global|globals|assign|array|arrays|list|static",
     "shared"},
    {"volatile|atomicinteger|atomicint|atomics", "atomic"},
    {"threadlocal|threadlocals", "local"},
    {"function|functions|def|func|fn|method|procedure|lambda|class|void", "define"},
    {"loop|loops|forever|dowhile", "while"},
    {"range|foreach|iterate", "for"},
    {"switch|match|case|conditional|elif|elseif", "if"},
    {"printf|println|echo|cout|puts|console|output|display|write|say|log.info", "print"},
    {"input|scanf|readline|cin|prompt", "ask"},
    {"delay|pause_for|nanosleep|usleep|timeout|seconds", "sleep"},
    {"exception|exceptions|except|error|errors|throw|panic", "try"},
    {"rand|randint|dice", "random"},
    {"exit|leave|bye|close|end", "quit"},
    {"stop|terminate|abort_thread|interrupt-thread", "cancel"},
    {"ps|list-threads|status|jobs", "threads"},
    {"ls|vars|locals|inspect", "objects"},
    {"test|verify|check-all|modelcheck|model-check|prove", "explore"},
    {"debug|single-step|slow", "step"},
    {"rwmutex|readwritelock|sharedmutex|readerwriter|stampedlock|pthreadrwlockt|preferwriters|"
     "preferwriter",
     "rwlock"},
    {"tryconverttowritelock|upgradetowriterlock|upgradelock", "upgrade"},
    {"tryconverttoreadlock|downgradefromwriterlock", "downgrade"},
    {"callonce|pthreadonce|onceflag", "once"},
    {"sched|sched_yield|schedyield", "yield"},
    {"setinterval|settimeout|after|alarm|ticker", "timer"},
    {"delete|remove|destroy|del", "drop"},
};

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_alike(const char *word, size_t length, const char *other, size_t size)
{
    size_t i = 0, j = 0;
    for (; i < length || j < size; i++, j++) {
        while (i < length && word[i] == '_')
            i++;
        while (j < size && other[j] == '_')
            j++;
        if (i >= length || j >= size || small(word[i]) != small(other[j]))
            return i >= length && j >= size;
    }
    return true;
}

const char *foreign_topic(const char *word, size_t length)
{
    for (size_t at = length; at-- > 0;)
        if (strchr(".:", word[at])) {
            word += at + 1;
            length -= at + 1;
            break;
        }
    for (size_t i = 0; length && i < sizeof topics / sizeof *topics; i++)
        for (const char *at = topics[i].there; *at;) {
            size_t size = strcspn(at, "|");
            if (is_alike(word, length, at, size))
                return topics[i].here;
            at += size + (at[size] == '|');
        }
    const struct word *own = word_find(word, length);
    return own ? own->name : NULL;
}

/* ---- Questions ------------------------------------------------------------------------------- */

/* What is asked where one word of each stands in the question. */
static const struct {
    const char *one, *other, *topic;
} questions[] = {
    {"wait|join|finish|finishes|done", "thread|threads", "join"},
    {"create|make|start|new|spawn|run|launch|get|have|add|two|many|several", "thread|threads",
     "spawn"},
    {"stop|kill|end|cancel|terminate|interrupt|delete|remove", "thread|threads", "cancel"},
    {"name|rename", "thread|threads", "rename"},
    {"list|see|show|running|many", "thread|threads", "threads"},
    {"pass|give|send|argument|arguments|parameter", "thread|threads|function", "define"},
    {"return|result|value", "thread|threads", "result"},
    {"share|shared|between|declare|create|make|set|use|define", "variable|variables|data|memory",
     "shared"},
    {"send|pass|exchange|communicate|talk", "data|message|messages|value|values|threads", "queue"},
    {"create|make|new|use|declare|get|have|add|init|define", "lock|locks|mutex|mutexes", "mutex"},
    {"unlock|release|free|give", "lock|mutex", "release"},
    {"who|holds|owns|held|owner", "lock|mutex", "owner"},
    {"make|create|see|cause|get|show", "deadlock|deadlocks", "deadlock"},
    {"make|create|see|cause|get|show|find", "race|races", "race"},
    {"write|make|create|define|declare|call", "function|functions", "define"},
    {"leave|exit|quit|close|get", "lab|program|thrum|here|out|this|it", "quit"},
    {"open|start|do|see|find|begin", "lesson|lessons|tutorial", "lessons"},
    {"run|open|load|execute", "file|script|program", "load"},
    {"save|write|keep|export", "file|script|program|session|work", "save"},
    {"undo|back", "step|steps|last|it|that", "undo"},
};

/* Words of questions that ask for nothing. */
#define IDLE_WORDS                                                                                 \
    "how|do|does|i|a|an|the|to|what|is|are|can|you|we|it|in|of|me|my|and|or|use|work|works|make|"  \
    "mean|means|create|get|show|where|which|when|want|need|with|this|that|for|here|tell|about|"    \
    "between|difference|should|my|on|now|there|one|many"

static bool has_one(struct foreign *f, struct span span, const char *words)
{
    for (size_t at = span.begin; at < span.end; at++)
        if (foreign_begins(f, (struct span){at, at + 1}, words))
            return true;
    return false;
}

static bool tells(const struct foreign *f, const char *topic)
{
    return !f->options->helps || f->options->helps(f->options->context, topic);
}

bool foreign_question(struct foreign *f, struct span span, struct buffer *out)
{
    static const char *const begins = "how|where|which|when|explain|teach";
    struct captures caps;
    if (span.end < span.begin + 2 ||
        (!foreign_begins(f, span, begins) &&
         !foreign_match(f, "what is|are|does|do|can|should|must|now|next %*", span, &caps) &&
         !foreign_match(f, "i|we want|need %*", span, &caps) &&
         !foreign_match(f, "can|may i|you|we %*", span, &caps)))
        return false;
    f->idioms++;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (has_one(f, span, questions[i].one) && has_one(f, span, questions[i].other) &&
            tells(f, questions[i].topic)) {
            buffer_printf(out, "help %s", questions[i].topic);
            return true;
        }
    for (size_t at = span.begin; at < span.end; at++) {
        const struct piece *piece = &f->pieces.items[at];
        if (piece->kind != PIECE_WORD || foreign_begins(f, (struct span){at, at + 1}, IDLE_WORDS))
            continue;
        struct buffer word = {0};
        buffer_add(&word, piece->text, piece->length);
        bool known = f->options->helps && tells(f, buffer_text(&word));
        if (known)
            buffer_printf(out, "help %s", buffer_text(&word));
        buffer_free(&word);
        if (known)
            return true;
    }
    buffer_puts(out, "help");
    return true;
}
