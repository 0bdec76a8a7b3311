# bash completion for thrum(1). Made by doc/completion.c from the program's own table.
# shellcheck shell=bash

@ROWS@

# Adds those of the words that begin with $1.
_thrum_add () {
    local begun=$1 word
    shift
    for word; do
        [[ $word == "$begun"* ]] && COMPREPLY+=("$word")
    done
}

# Adds files that begin with $1 and match the pattern $2, and folders.
_thrum_add_files () {
    local file
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        COMPREPLY+=("$file")
    done < <({ compgen -f -X "!$2" -- "$1"; compgen -d -- "$1"; } | sort -u)
}

# _thrum_add_some BEGUN WORDS TAKES
_thrum_add_some () {
    local kind lesson
    # shellcheck disable=SC2086 # they are words
    _thrum_add "$1" $2
    for kind in $3; do
        case $kind in
        file) _thrum_add_files "$1" '*' ;;
        script) _thrum_add_files "$1" '*.thr' ;;
        lesson-file) _thrum_add_files "$1" '*.md' ;;
        hand-in) _thrum_add_files "$1" '*.handin' ;;
        lesson)
            while IFS= read -r lesson; do
                _thrum_add "$1" "$lesson"
            done < <("${COMP_WORDS[0]/#\~/$HOME}" lessons --names 2>/dev/null)
            ;;
        esac
    done
}

# Whether the option $2 of the call $1 is followed by its value as a word of its own.
_thrum_wants_value () {
    local options
    options=" $(_thrum_options "$1") "
    [[ $options == *" $2= "* && $options != *" $2 "* ]]
}

_thrum () {
    local current=${COMP_WORDS[COMP_CWORD]} option='' call='' words='' takes='' i
    COMPREPLY=()
    if [[ $COMP_CWORD -gt 1 && " $(_thrum_calls) " == *" ${COMP_WORDS[1]} "* ]]; then
        call=${COMP_WORDS[1]}
    fi
    # Where = and @ break words, as they do by default, --schedule=@FILE is three of them.
    if [[ $current == [=@]* ]]; then
        option=${COMP_WORDS[COMP_CWORD-1]} current=${current#=}
    elif [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[COMP_CWORD-1]} == =* ]]; then
        option=${COMP_WORDS[COMP_CWORD-2]} current=${COMP_WORDS[COMP_CWORD-1]#=}$current
    elif [[ $current == --*=* ]]; then
        option=${current%%=*} current=${current#*=}
    elif [[ ${COMP_WORDS[COMP_CWORD-1]} == -[a-z] ]] ||
        _thrum_wants_value "$call" "${COMP_WORDS[COMP_CWORD-1]}"; then
        option=${COMP_WORDS[COMP_CWORD-1]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == -- ]] && option='' words=--
    done
    if [[ $option == -* ]]; then
        _thrum_value "$option"
        if [[ $current == @* && $takes == *file-behind-at* ]]; then
            _thrum_add_files "${current#@}" '*'
        else
            _thrum_add_some "$current" "$words" "$takes"
        fi
    elif [[ $current == -* && $words != -- ]]; then
        # shellcheck disable=SC2046 # they are words
        _thrum_add "$current" $(_thrum_options "$call")
        [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    else
        words='' takes=$(_thrum_takes "$call")
        [[ $COMP_CWORD -eq 1 ]] && words=$(_thrum_calls)
        for ((i = 1; i < COMP_CWORD; i++)); do
            takes+=" $(_thrum_behind "${COMP_WORDS[i]}")"
        done
        _thrum_add_some "$current" "$words" "$takes"
    fi
    return 0
}

complete -F _thrum thrum
