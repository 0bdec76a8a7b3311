# literals.awk - of each string in C sources the longest piece without a directive, with its place.
{
    if ($0 ~ /^#include|^_Static_assert|^ *(\/\*|\*)/) next
    line = $0
    while (match(line, /"([^"\\]|\\.)*"/)) {
        text = substr(line, RSTART + 1, RLENGTH - 2)
        line = substr(line, RSTART + RLENGTH)
        gsub(/%[-*.0-9]*z?[a-z]|%$|\\n|\{[a-z]+\}|[|]/, "\001", text)
        count = split(text, pieces, "\001")
        longest = ""
        for (i = 1; i <= count; i++)
            if (length(pieces[i]) > length(longest)) longest = pieces[i]
        if (length(longest) >= 5 && longest ~ / /) print longest "\t" FILENAME
    }
}
