/*
 * The subset of nftables' grammar (nft 1.0.6, src/parser_bison.y) that a bridge's policy needs, and tunnels, shaped as
 * nft's own inner matches ('vxlan tcp dport 25'). Includes are resolved before the parser sees the words.
 */
parser grammar NftParser;

options { tokenVocab = NftLexer; }

policy : (separator | define | table)* EOF ;

separator : NEWLINE | SEMICOLON ;

end : NEWLINE | SEMICOLON | EOF ;

define : DEFINE name ASSIGN (braced | operand) end ;

table : TABLE first = name second = name? LBRACE (separator | define | set | chain)* RBRACE end ;

set : SET name LBRACE setItem* RBRACE end ;

setItem
    : separator                        # setSeparator
    | TYPE name (DOT name)* end        # setType
    | FLAGS name (COMMA name)* end     # setFlags
    | ELEMENTS ASSIGN (braced | VARIABLE)   # setElements
    | AUTO_MERGE                       # setAutoMerge
    | COMMENT STRING end               # setComment
    ;

chain : CHAIN name LBRACE chainItem* RBRACE end ;

chainItem
    : separator                                                              # chainSeparator
    | define                                                                 # chainDefine
    | TYPE type = name HOOK hook = name PRIORITY priority end                # chainHook
    | POLICY (ACCEPT | DROP) end                                             # chainPolicy
    | COMMENT STRING end                                                     # chainComment
    | rule_ end                                                              # chainRule
    ;

priority : DASH? NUMBER | name ((PLUS | DASH) NUMBER)? ;

rule_ : (match | statement)+ (COMMENT STRING)? ;

statement
    : ACCEPT                                          # acceptStatement
    | DROP                                            # dropStatement
    | CONTINUE                                        # continueStatement
    | RETURN                                          # returnStatement
    | JUMP name                                       # jumpStatement
    | GOTO name                                       # gotoStatement
    | COUNTER (PACKETS NUMBER BYTES NUMBER)?          # counterStatement
    | LOG (PREFIX STRING | LEVEL name)*               # logStatement
    ;

match
    : key = (IIFNAME | OIFNAME) relation                            # portMatch
    | META key = (IIFNAME | OIFNAME | PROTOCOL | L4PROTO) relation  # metaMatch
    | ETHER key = (TYPE | SADDR | DADDR) relation                   # etherMatch
    | VLAN ID relation                                              # vlanMatch
    | headerMatch                                                   # outermostMatch
    | tunnelMatch                                                   # insideMatch
    ;

tunnelMatch : tunnel+ (META L4PROTO relation | headerMatch)? ;

tunnel : TEREDO PROVEN? | SIX_IN_FOUR | IPIP | GRE | PPPOE | MPLS | TUNNEL ;

headerMatch
    : key = (IP | IP6) U32 operator? STRING                   # u32Match
    | IP key = (SADDR | DADDR | PROTOCOL) relation            # ipMatch
    | IP6 key = (SADDR | DADDR | NEXTHDR) relation            # ip6Match
    | TCP (key = (SPORT | DPORT) relation | FLAGS flagsRelation)  # tcpMatch
    | UDP key = (SPORT | DPORT) relation                      # udpMatch
    | key = (ICMP | ICMPV6) TYPE relation                     # icmpMatch
    ;

flagsRelation
    : AMPERSAND mask = flagTerm operator? wanted = flagTerm           # flagsMasked
    | operator? (flagSet | wanted = flagList (SLASH mask = flagList)?)  # flagsPlain
    ;

relation : operator? (braced | SET_NAME | operand) ;

operator : EQ | NE | LT | GT | LE | GE ;

braced : LBRACE NEWLINE* (element NEWLINE* (COMMA NEWLINE* (element NEWLINE*)?)*)? RBRACE ;

element : operand (COMMENT STRING)? ;

operand : first = atom (DASH last = atom | SLASH NUMBER)? ;

atom : NUMBER | DOTTED | COLONS | STRING | VARIABLE | name ;

flagSet : LBRACE flagUnion (COMMA flagUnion)* RBRACE ;

flagList : flagUnion (COMMA flagUnion)* ;

flagUnion : flagTerm (PIPE flagTerm)* ;

flagTerm : NUMBER | name | LPAREN flagUnion RPAREN ;

name : WORD | IP | IP6 | TCP | UDP | ICMP | ICMPV6 | VLAN | ETHER | ID | U32 | TEREDO | GRE | IPIP | PPPOE | MPLS | TUNNEL
    | LEVEL | PREFIX | PACKETS | BYTES ;
