/*
 * The subset of nftables' grammar (nft 1.0.6, src/parser_bison.y) that a bridge's policy needs, and tunnels, shaped as
 * nft's own inner matches ('vxlan tcp dport 25'). Includes are resolved before the parser sees the words. Which words
 * name a header field, a type or a flag is the reader's business.
 */
parser grammar NftParser;

options { tokenVocab = NftLexer; }

policy : (separator | define | table | command)* EOF ;

separator : NEWLINE | SEMICOLON ;

end : NEWLINE | SEMICOLON | EOF ;

define : DEFINE name ASSIGN (braced | operand) end ;

command
    : FLUSH RULESET end                                              # flushRuleset
    | verb = (FLUSH | DELETE) TABLE family = name? own = name end    # dropTable
    | (ADD | CREATE)? TABLE family = name own = name end             # addTable
    | ADD RULE family = name? own = name into = name rule_ end       # addRule
    | ADD ELEMENT family = name? own = name into = name braced end   # addElement
    ;

table : (ADD | CREATE)? TABLE first = name second = name? LBRACE tableItem* RBRACE end ;

tableItem
    : separator                    # tableSeparator
    | define                       # tableDefine
    | set                          # tableSet
    | chain                        # tableChain
    | counterObject                # tableCounter
    | limitObject                  # tableLimit
    | COMMENT STRING end           # tableComment
    ;

counterObject
    : COUNTER name LBRACE (separator | PACKETS NUMBER BYTES NUMBER | COMMENT STRING)* RBRACE end ;

limitObject : LIMIT name LBRACE (separator | RATE limitRate | COMMENT STRING)* RBRACE end ;

set : kind = (SET | MAP) name LBRACE setItem* RBRACE end ;

setItem
    : separator                                                     # setSeparator
    | TYPE name (DOT name)* (COLON data = name (DOT name)*)? end    # setType
    | TYPEOF key (COLON (name | data = key))? end                   # setTypeof
    | FLAGS name (COMMA name)* end                                  # setFlags
    | ELEMENTS ASSIGN (braced | VARIABLE | FILE STRING)             # setElements
    | AUTO_MERGE                                                    # setAutoMerge
    | (TIMEOUT | GC_INTERVAL) time end                              # setTime
    | SIZE NUMBER end                                               # setSize
    | POLICY name end                                               # setPolicy
    | COMMENT STRING end                                            # setComment
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

// 'ct count 5' is a statement, though it looks like a match.
rule_ : (statement | match)+ (COMMENT STRING)? ;

statement
    : verdict                                         # verdictStatement
    | COUNTER (PACKETS NUMBER BYTES NUMBER | NAME_OF (name | STRING))?   # counterStatement
    | LOG logOption*                                  # logStatement
    | LIMIT (RATE limitRate | NAME_OF (name | STRING))    # limitStatement
    | CT COUNT OVER? NUMBER                           # countStatement
    | FANOUT OVER NUMBER SLASH unit                   # fanoutStatement
    | REJECT (WITH rejectReason)?                     # rejectStatement
    | (DNAT | SNAT) family = (IP | IP6)? TO target    # natStatement
    | MASQUERADE (TO COLON ports)?                    # masqueradeStatement
    | REDIRECT (TO COLON ports)?                      # redirectStatement
    | (DUP | FWD) TO operand                          # sendStatement
    | (ADD | UPDATE | DELETE) SET_NAME LBRACE key (AMPERSAND mask = term)? keyOption* RBRACE    # updateStatement
    ;

verdict
    : ACCEPT                                          # acceptVerdict
    | DROP                                            # dropVerdict
    | CONTINUE                                        # continueVerdict
    | RETURN                                          # returnVerdict
    | JUMP name                                       # jumpVerdict
    | GOTO name                                       # gotoVerdict
    ;

logOption : PREFIX STRING | LEVEL name | FLAGS name (COMMA name)* ;

limitRate : OVER? NUMBER amount = name? SLASH unit (BURST NUMBER what = name)? ;

unit : name ;

rejectReason : TCP name | family = name TYPE name | family = name name ;

target : key MAP (braced | SET_NAME) | address (COLON ports)? | COLON ports ;

address : LBRACKET operand RBRACKET | operand ;

ports : first = atom (DASH last = atom)? ;

keyOption
    : TIMEOUT time                              # keyTimeout
    | LIMIT RATE limitRate                      # keyLimit
    | CT COUNT OVER? NUMBER                     # keyCount
    | FANOUT OVER NUMBER SLASH unit             # keyFanout
    | COMMENT STRING                            # keyComment
    | COUNTER                                   # keyCounter
    ;

match
    : tunnel* family = (IP | IP6) U32 operator? STRING   # u32Match
    | key VMAP (braced | SET_NAME)      # vmapMatch
    | key SET operand                   # mangleStatement
    | key relation                      # keyMatch
    | tunnel+                           # insideMatch
    ;

key : field masked* ;

// The mask is that of the field in front.
masked : (AMPERSAND mask = term)? DOT field ;

field : tunnel* header ;

header
    : name_ = (IIFNAME | OIFNAME | IIF | OIF | PKTTYPE)                 # portHeader
    | protocol = (META | ETHER | VLAN | IP | IP6 | TCP | UDP | TH | ICMP | ICMPV6 | FRAG | EXTHDR) name   # namedHeader
    | CT name                                                           # ctHeader
    | SET_NAME COMMA NUMBER COMMA NUMBER                                # rawHeader
    ;

tunnel : TEREDO PROVEN? | SIX_IN_FOUR | IPIP | GRE | PPPOE | MPLS | TUNNEL ;

relation : (AMPERSAND mask = term)? operator? (braced | SET_NAME | list) ;

operator : EQ | NE | LT | GT | LE | GE ;

list : operand (COMMA operand)* (SLASH operand (COMMA operand)*)? ;

braced : LBRACE NEWLINE* (element NEWLINE* (COMMA NEWLINE* (element NEWLINE*)?)*)? RBRACE ;

element
    : simple = (NUMBER | DOTTED | COLONS | WORD)
    | elementKey elementOption* (COLON (verdict | elementKey))?
    ;

elementKey : operand (DOT operand)* | STAR ;

elementOption : (TIMEOUT | EXPIRES) time | COMMENT STRING ;

time : DURATION | NUMBER ;

operand : first = value (DASH last = value | SLASH NUMBER)? ;

value : term ((PIPE | CARET | AMPERSAND) term)* ;

term : atom | LPAREN value RPAREN ;

atom : NUMBER | DOTTED | COLONS | STRING | VARIABLE | DURATION | name ;

name : WORD | IP | IP6 | TCP | UDP | TH | ICMP | ICMPV6 | VLAN | ETHER | TEREDO | GRE | IPIP | PPPOE | MPLS | TUNNEL
    | U32 | FRAG | CT | LEVEL | PREFIX | PACKETS | BYTES | TYPE | FLAGS | ELEMENT | FILE | TIMEOUT | SIZE | RULE | RATE | OVER
    | BURST | COUNT | FANOUT | NAME_OF | REDIRECT | TO | PKTTYPE | DUP | FWD | EXTHDR | PRIORITY | IIFNAME | OIFNAME
    | LIMIT | DEFINE | HOOK ;
