# What zsh offers where its TAB is typed behind a line: a zsh in a terminal of its own is asked, whose
# compadd prints what it is given.
#     zsh -f completion.zsh FOLDER-OF-_thrum LINE FILE-TO-KEEP-THINGS-IN
zmodload zsh/zpty || exit 1
zpty shell "folder=${(q)1} kept=${(q)3} zsh -f -i" || exit 1
line=

# Sends a command, and waits until it is done.
send () {
    zpty -w shell "$1; print ma''de"
    while zpty -r shell line; do
        [[ $line == *made* ]] && return
    done
    exit 2
}
send 'PS1= PS2= LISTMAX=0; unset zle_bracketed_paste'
send 'fpath=($folder $fpath); autoload -Uz compinit; compinit -C -d $kept'
send 'begins () { print beg""ins }; ends () { print en""ds; exit }'
send 'compprefuncs=(begins); comppostfuncs=(ends)'
send 'compadd () {
    local -a hits
    [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd "$@"; return }
    builtin compadd -A hits "$@"
    print -rl -- "offered "$^hits
    builtin compadd "$@"
}'
zpty -w -n shell "$2"$'\t'
while zpty -r shell line; do
    [[ $line == *begins* ]] && break
done
while zpty -r shell line; do
    [[ $line == *offered* ]] && print -r -- "${${line##*offered }%%$'\r'*}"
    [[ $line == *ends* ]] && break
done
zpty -d shell
