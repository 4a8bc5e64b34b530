/*
 * Words of nftables' language (nft 1.0.6, src/scanner.l) as far as porteira reads it. A newline ends a statement, a
 * backslash before it does not. Words that are not listed here are WORD, so that the parser can refuse them by name.
 */
lexer grammar NftLexer;

COMMENT_LINE : '#' ~[\r\n]* -> skip ;
CONTINUATION : '\\' [ \t]* '\r'? '\n' -> skip ;
SPACE        : [ \t]+ -> skip ;
NEWLINE      : '\r'? '\n' ;

INCLUDE    : 'include' ;
DEFINE     : 'define' ;
TABLE      : 'table' ;
SET        : 'set' ;
CHAIN      : 'chain' ;
TYPE       : 'type' ;
FLAGS      : 'flags' ;
ELEMENTS   : 'elements' ;
AUTO_MERGE : 'auto-merge' ;
HOOK       : 'hook' ;
PRIORITY   : 'priority' ;
POLICY     : 'policy' ;
COMMENT    : 'comment' ;

META     : 'meta' ;
IIFNAME  : 'iifname' ;
OIFNAME  : 'oifname' ;
L4PROTO  : 'l4proto' ;
PROTOCOL : 'protocol' ;
ETHER    : 'ether' ;
VLAN     : 'vlan' ;
ID       : 'id' ;
IP       : 'ip' ;
IP6      : 'ip6' ;
NEXTHDR  : 'nexthdr' ;
SADDR    : 'saddr' ;
DADDR    : 'daddr' ;
TCP      : 'tcp' ;
UDP      : 'udp' ;
SPORT    : 'sport' ;
DPORT    : 'dport' ;
ICMP     : 'icmp' ;
ICMPV6   : 'icmpv6' ;
U32      : 'u32' ;
TEREDO   : 'teredo' ;
PROVEN   : 'proven' ;
SIX_IN_FOUR : '6in4' ;
IPIP     : 'ipip' ;
GRE      : 'gre' ;
PPPOE    : 'pppoe' ;
MPLS     : 'mpls' ;
TUNNEL   : 'tunnel' ;

ACCEPT   : 'accept' ;
DROP     : 'drop' ;
CONTINUE : 'continue' ;
RETURN   : 'return' ;
JUMP     : 'jump' ;
GOTO     : 'goto' ;
COUNTER  : 'counter' ;
PACKETS  : 'packets' ;
BYTES    : 'bytes' ;
LOG      : 'log' ;
PREFIX   : 'prefix' ;
LEVEL    : 'level' ;

LBRACE    : '{' ;
RBRACE    : '}' ;
LPAREN    : '(' ;
RPAREN    : ')' ;
SEMICOLON : ';' ;
COMMA     : ',' ;
DASH      : '-' ;
PLUS      : '+' ;
SLASH     : '/' ;
DOT       : '.' ;
AMPERSAND : '&' ;
PIPE      : '|' ;
EQ        : '==' ;
NE        : '!=' ;
LE        : '<=' ;
GE        : '>=' ;
LT        : '<' ;
GT        : '>' ;
ASSIGN    : '=' ;

STRING       : '"' ~["\r\n]* '"' ;
UNTERMINATED : '"' ~["\r\n]* ;
VARIABLE     : '$' NAME ;
SET_NAME     : '@' NAME ;
NUMBER       : [0-9]+ | '0x' HEX+ ;
DOTTED       : [0-9]+ ('.' [0-9]+)+ ;
COLONS       : HEX* ':' HEX* ':' [0-9a-fA-F:.]* ;
WORD         : NAME ;
UNKNOWN      : . ;

fragment NAME : [a-zA-Z_] [a-zA-Z0-9_.*-]* ;
fragment HEX  : [0-9a-fA-F] ;
