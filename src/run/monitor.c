/* monitor.c - see monitor.h. */
#include "run/monitor.h"

#include "run/kernel.h"

#include <assert.h>
#include <sched.h>
#include <stddef.h>

void monitor_init(struct monitor *m)
{
    *m = (struct monitor){.held = false};
    pthread_mutex_init(&m->mutex, NULL);
    atomic_init(&m->wanted, 0);
    atomic_init(&m->wakes, 0);
    atomic_init(&m->hurry, false);
}

void monitor_destroy(struct monitor *m)
{
    pthread_mutex_destroy(&m->mutex);
}

void turn_init(struct turn *t)
{
    *t = (struct turn){.granted = false};
    kernel_condition(&t->wake);
}

void turn_destroy(struct turn *t)
{
    pthread_cond_destroy(&t->wake);
}

void monitor_lock(struct monitor *m)
{
    pthread_mutex_lock(&m->mutex);
}

void monitor_unlock(struct monitor *m)
{
    struct turn *t = m->to_wake;
    if (!t) {
        pthread_mutex_unlock(&m->mutex);
        return;
    }
    m->to_wake = NULL;
    atomic_fetch_add_explicit(&m->wakes, 1, memory_order_relaxed);
    pthread_mutex_unlock(&m->mutex);
    pthread_cond_signal(&t->wake);
    atomic_fetch_sub_explicit(&m->wakes, 1, memory_order_release);
}

void monitor_settle(struct monitor *m)
{
    while (atomic_load_explicit(&m->wakes, memory_order_acquire))
        sched_yield();
}

void monitor_wait(struct monitor *m, pthread_cond_t *condition)
{
    if (m->to_wake) {
        monitor_unlock(m);
        monitor_lock(m);
    } else {
        pthread_cond_wait(condition, &m->mutex);
    }
}

void monitor_wait_until(struct monitor *m, pthread_cond_t *condition, int64_t instant)
{
    if (m->to_wake) {
        monitor_unlock(m);
        monitor_lock(m);
    } else {
        kernel_wait_until(condition, &m->mutex, instant);
    }
}

static void grant(struct monitor *m, struct turn *t)
{
    m->held = true;
    t->granted = true;
    if (m->to_wake)
        pthread_cond_signal(&m->to_wake->wake);
    m->to_wake = t;
}

void monitor_request(struct monitor *m, struct turn *t)
{
    if (t->granted || t->queued)
        return;
    if (!m->held && !m->frozen) {
        m->held = true;
        t->granted = true;
        return;
    }
    t->queued = true;
    t->next = NULL;
    t->previous = m->last;
    if (m->last)
        m->last->next = t;
    else
        m->first = t;
    m->last = t;
    atomic_fetch_add_explicit(&m->wanted, 1, memory_order_relaxed);
}

void monitor_request_urgent(struct monitor *m, struct turn *t)
{
    if (!m->held) {
        m->held = true;
        t->granted = true;
        return;
    }
    m->urgent = t;
    atomic_store_explicit(&m->hurry, true, memory_order_relaxed);
}

void monitor_withdraw(struct monitor *m, struct turn *t)
{
    if (!t->queued)
        return;
    if (t->previous)
        t->previous->next = t->next;
    else
        m->first = t->next;
    if (t->next)
        t->next->previous = t->previous;
    else
        m->last = t->previous;
    t->queued = false;
    t->next = t->previous = NULL;
    atomic_fetch_sub_explicit(&m->wanted, 1, memory_order_relaxed);
}

/* Who stands in line comes before the chosen one: where one is chosen, only those stand in line
 * that come back from outside. */
static void grant_next(struct monitor *m, struct turn *chosen)
{
    struct turn *t = m->first ? m->first : chosen;
    if (!t)
        return;
    monitor_withdraw(m, t);
    grant(m, t);
}

void monitor_pass(struct monitor *m, struct turn *holder, struct turn *chosen)
{
    assert(m->held && holder->granted);
    holder->granted = false;
    m->held = false;
    if (m->urgent) {
        struct turn *t = m->urgent;
        m->urgent = NULL;
        atomic_store_explicit(&m->hurry, m->frozen, memory_order_relaxed);
        grant(m, t);
    } else if (!m->frozen) {
        grant_next(m, chosen);
    }
}

void monitor_freeze(struct monitor *m)
{
    m->frozen = true;
    atomic_store_explicit(&m->hurry, true, memory_order_relaxed);
}

void monitor_thaw(struct monitor *m, struct turn *chosen)
{
    if (!m->frozen)
        return;
    m->frozen = false;
    atomic_store_explicit(&m->hurry, m->urgent != NULL, memory_order_relaxed);
    if (!m->held)
        grant_next(m, chosen);
}

void monitor_await(struct monitor *m, struct turn *t)
{
    while (!t->granted)
        monitor_wait(m, &t->wake);
}
