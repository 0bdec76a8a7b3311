# json.awk - writes what a JSON text holds, a line for each string, number and word:
#
#     findings[0].kind=race
#
# Escapes in strings: \" \\ \/ \n \t become what they stand for (\n a blank); others stay as they are.

function skip() { while (text ~ /^[ \t\n\r]/) text = substr(text, 2) }
function string(    value, c) {
    text = substr(text, 2)
    value = ""
    while (text != "" && (c = substr(text, 1, 1)) != "\"") {
        if (c == "\\") {
            c = substr(text, 2, 1)
            if (c == "n" || c == "t") c = " "
            else if (c !~ /["\\\/]/) c = "\\" c
            value = value c
            text = substr(text, 3)
        } else { # as far as nothing is to be looked at
            match(text, /^[^"\\]+/)
            value = value substr(text, 1, RLENGTH)
            text = substr(text, RLENGTH + 1)
        }
    }
    text = substr(text, 2)
    return value
}
function value(path,    key, n) {
    skip()
    if (text ~ /^\{/) {
        text = substr(text, 2)
        for (skip(); text !~ /^\}/ && text != ""; skip()) {
            key = string()
            skip()
            text = substr(text, 2)
            value(path (path == "" ? "" : ".") key)
            skip()
            if (text ~ /^,/) { text = substr(text, 2); skip() }
        }
        text = substr(text, 2)
    } else if (text ~ /^\[/) {
        text = substr(text, 2)
        n = 0
        for (skip(); text !~ /^\]/ && text != ""; skip()) {
            value(path "[" n++ "]")
            skip()
            if (text ~ /^,/) text = substr(text, 2)
        }
        text = substr(text, 2)
    } else if (text ~ /^"/) {
        print path "=" string()
    } else {
        match(text, /^[^] \t\n\r,}]*/)
        print path "=" substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
    }
}
{ text = text $0 "\n" }
END { value("") }
