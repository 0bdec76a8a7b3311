# cycles.awk - which files call one another in a ring. Reads lines "FILE NAME KIND" as `nm -P` has them
# behind a file's name: KIND U where the file uses the name, else it defines it. Writes each ring, the
# files in it after their number: "3 a b c".
$3 == "U" { uses[++count] = $1 " " $2; next }
$3 ~ /^[A-TV-Z]$/ { owner[$2] = $1; files[$1] }
END {
    for (i = 1; i <= count; i++) {
        split(uses[i], use, " ")
        to = owner[use[2]]
        if (to != "" && to != use[1])
            reach[use[1], to] = 1
    }
    # Who reaches whom, over whoever lies between (Warshall).
    for (k in files)
        for (i in files)
            if ((i, k) in reach)
                for (j in files)
                    if ((k, j) in reach)
                        reach[i, j] = 1
    for (i in files) {
        if (i in told || !((i, i) in reach))
            continue
        size = 0
        names = ""
        for (j in files)
            if ((i, j) in reach && (j, i) in reach) {
                told[j]
                size++
                names = names " " j
            }
        print size names
    }
}
