# One SMTP session (RFC 5321) on standard input and output, started by socat for each connection.
# Every message is appended to the file named by the first argument before it is acknowledged.
reply() {
	printf '%s\r\n' "$1"
}

take_message() {
	while read -r text; do
		text=${text%?}
		[ "$text" != . ] || return 0
		printf '%s\n' "$text" >> "$1"
	done
	return 1
}

reply '220 mx.example ESMTP'
while read -r line; do
	case $line in
	[Ee][Hh][Ll][Oo]* | [Hh][Ee][Ll][Oo]*) reply '250 mx.example' ;;
	[Mm][Aa][Ii][Ll]* | [Rr][Cc][Pp][Tt]* | [Rr][Ss][Ee][Tt]* | [Nn][Oo][Oo][Pp]*) reply '250 2.0.0 ok' ;;
	[Dd][Aa][Tt][Aa]*)
		reply '354 end with a dot'
		take_message "$1" || exit 1
		reply '250 2.0.0 taken'
		;;
	[Qq][Uu][Ii][Tt]*)
		reply '221 2.0.0 bye'
		exit 0
		;;
	*) reply '500 5.5.1 not known here' ;;
	esac
done
