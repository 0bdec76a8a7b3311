#compdef thrum
# zsh completion for thrum(1). Made by doc/completion.c from the program's own table.

@ROWS@

# _thrum_some WORDS TAKES: what the first says, or files and lessons of the kinds that the other
# says.
_thrum_some () {
    local -a words found
    local kind pattern
    words=(${=@[-2]})
    (( $#words )) && compadd -- $words
    for kind in ${=@[-1]}; do
        case $kind in
        (file) _files ;;
        (script) pattern+='|*.thr' ;;
        (lesson-file) pattern+='|*.md' ;;
        (hand-in) pattern+='|*.handin' ;;
        (file-behind-at) compset -P @ && _files ;;
        (lesson)
            found=(${(f)"$(_call_program lessons $program lessons --names 2>/dev/null)"})
            compadd -- $found
            ;;
        esac
    done
    [[ -n $pattern ]] && _files -g "(${pattern#|})(-.)"
}

# The same for arguments: an option before them may have them be something else too.
_thrum_arguments () {
    local word takes=$@[-1]
    for word in $line_words; do
        takes+=" $(_thrum_behind $word)"
    done
    _thrum_some "$@[-2]" "$takes"
}

_thrum_first () {
    _describe -t calls 'what thrum does' calls
    _thrum_some "$@"
}

_thrum () {
    local program=$words[1] call=$words[2]
    local -a calls line_words
    line_words=($words[1,CURRENT-1])
    _thrum_list_calls
    if (( CURRENT > 2 && ${calls[(I)$call:*]} )); then
        shift words
        (( CURRENT-- ))
        _thrum_call_$call
    else
        _thrum_call_
    fi
}

_thrum "$@"
