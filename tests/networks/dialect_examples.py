"""Files as people have them, in the dialects of tools and languages: what each holds, or which choice it puts."""

TRIANGLE = "anna-bob anna-cy bob-cy"
# Content, and the ties it holds: those that have a direction with an arrow.
READ = {
    "semicolons, a header in French": ("de;vers;poids\nanna;bob;2,5\nbob;cy;1,5\nanna;cy;1\n", TRIANGLE),
    "tabs": ("Source\tTarget\tWeight\nanna\tbob\t2\nbob\tcy\t1\nanna\tcy\t1\n", TRIANGLE),
    "bars": ("from|to\nanna|bob\nbob|cy\nanna|cy\n", TRIANGLE),
    "runs of blanks": ("from   to\nanna    bob\nbob  cy\n  anna cy\n", TRIANGLE),
    "a mark of UTF-8": (b"\xef\xbb\xbffrom,to\nanna,bob\nbob,cy\nanna,cy\n", TRIANGLE),
    "UTF-16 by its mark": ("from\tto\nanna\tbob\nbob\tcy\nanna\tcy\n".encode("utf-16"), TRIANGLE),
    "UTF-16 big-endian by its mark": (b"\xfe\xff" + "u,v\nanna,bob\n".encode("utf-16-be"), "anna-bob"),
    "UTF-32 by its mark": ("u,v\nanna,bob\n".encode("utf-32"), "anna-bob"),
    "cp1252": ("from,to\nZoé,Noël\nNoël,Chloé\n".encode("cp1252"), "Noël-Zoé Chloé-Noël"),
    "CR alone": ("from,to\ranna,bob\rbob,cy\r", "anna-bob bob-cy"),
    "CRLF": ("from,to\r\nanna,bob\r\nbob,cy\r\n", "anna-bob bob-cy"),
    "quoted line breaks": ('from,to\n"anna\nlee",bob\nbob,cy\n', "anna\nlee-bob bob-cy"),
    "quoted commas": ('from,to\n"Lee, Anna",bob\nbob,cy\n', "Lee, Anna-bob bob-cy"),
    "comments above and between": ("# exported\n# 2024\nfrom,to\nanna,bob\n# half way\nbob,cy\n", "anna-bob bob-cy"),
    "names with the sign of comments, below titles": ("from,to\n#tag,bob\nbob,cy\n", "#tag-bob bob-cy"),
    "no header": ("anna,bob\nbob,cy\ncy,anna\n", TRIANGLE),
    "whole numbers in two ways": ("source,target\n1,2.0\n2,3.0\n1.0,3\n", "1-2 2-3 1-3"),
    "numbers with an exponent": ("source,target\n1,2\n2e0,3\n1,3\n", "1-2 2-3 1-3"),
    "Gephi, undirected": ("Source,Target,Type,Id,Label,Weight\na,b,Undirected,0,,1\nb,c,Undirected,1,,2\n", "a-b b-c"),
    "Gephi, directed": ("Source,Target,Type,Id,Weight\na,b,Directed,0,1\nb,c,Directed,1,2\n", "a>b b>c"),
    "Gephi, both": ("Source,Target,Type\na,b,Directed\nb,c,Undirected\n", "a>b b>c c>b"),
    "SNAP, directed": ("# Directed graph: web.txt\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n", "0>1 1>2"),
    "SNAP, undirected": ("# Undirected graph: web.txt\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n", "0-1 1-2"),
    "an index of pandas": (",source,target\n0,anna,bob\n1,bob,cy\n2,anna,cy\n", TRIANGLE),
    "a number of its own before names": ("1,anna,bob\n2,bob,cy\n3,anna,cy\n", TRIANGLE),
    "an id column with unknown titles": ("id,who,whom\n1,anna,bob\n2,bob,cy\n3,anna,cy\n", TRIANGLE),
    "contacts with a time": ("time,who,whom\n20,7,8\n20,8,9\n40,7,9\n", "7-8 8-9 7-9"),
    "contacts with a date before names": ("2020-01-01;anna;bob\n2020-01-02;bob;cy\n2020-01-03;anna;cy\n", TRIANGLE),
    "arrows": ("anna -> bob\nbob -> cy\nanna -> cy\n", TRIANGLE),
    "contacts with a time before names": ("20 anna bob\n20 bob cy\n40 anna cy\n", TRIANGLE),
    "repeated ties": ("u,v\nanna,bob\nbob,anna\nanna,bob\n", "anna-bob"),
    "a matrix with names": (";anna;bob;cy\nanna;0;1;1\nbob;1;0;1\ncy;1;1;0\n", TRIANGLE),
    "a matrix with names, directed": (",anna,bob,cy\nanna,0,1,0\nbob,0,0,1\ncy,0,0,0\n", "anna>bob bob>cy"),
    "a matrix with blank cells": (",anna,bob,cy\nanna,,1,\nbob,1,,2\ncy,,2,\n", "anna-bob bob-cy"),
    "a matrix of R": ('"anna" "bob" "cy"\n"anna" 0 1 1\n"bob" 1 0 1\n"cy" 1 1 0\n', TRIANGLE),
    "a matrix with titles": ("anna,bob,cy\n0,1,1\n1,0,1\n1,1,0\n", TRIANGLE),
    "a matrix with names beside": ("anna,0,1,1\nbob,1,0,1\ncy,1,1,0\n", TRIANGLE),
    "a matrix of two with names": (",anna,bob\nanna,0,1\nbob,1,0\n", "anna-bob"),
    "a bare matrix": ("0 1 0 1\n1 0 1 0\n0 1 0 0\n1 0 0 0\n", "0-1 0-3 1-2"),
    "a small bare matrix": ("0 1 1\n1 0 0\n1 0 0\n", "0-1 0-2"),
    "a bare matrix of weights": ("0,2.5,0,1\n2.5,0,1,0\n0,1,0,0\n1,0,0,0\n", "0-1 0-3 1-2"),
    "a matrix with numbers for names": (",7,8,9\n7,0,1,1\n8,1,0,0\n9,1,0,0\n", "7-8 7-9"),
    "a matrix whose columns are in another order": (",b,a,c\na,1,0,0\nb,0,1,1\nc,1,0,0\n", "a-b b-c"),
    "a survey's nominations": ("ego,friend1,friend2,friend3\nanna,bob,cy,\nbob,cy,,\ncy,,,\n", TRIANGLE),
    "nominations among other columns": ("name,age,friend_1,friend_2\nanna,30,bob,cy\nbob,40,cy,\n", TRIANGLE),
    "an adjacency list": ("anna bob cy\nbob cy\ncy\ndan\n", TRIANGLE + " dan"),
    "networkx's edge list": ("anna bob {'weight': 2}\nbob cy {'weight': 1.5}\nanna cy {'weight': 1}\n", TRIANGLE),
    "networkx's edge list without data": ("anna bob {}\nbob cy {}\nanna cy {}\n", TRIANGLE),
    "MatrixMarket": ("%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n2 1 1.0\n3 1 2.5\n", "1-2 1-3"),
    "MatrixMarket of patterns": ("%%MatrixMarket matrix coordinate pattern general\n% x\n3 3 2\n1 2\n2 3\n", "1>2 2>3"),
    "UCINET, full matrix": ("dl n=3\nlabels:\nanna,bob,cy\ndata:\n0 1 1\n1 0 1\n1 1 0\n", TRIANGLE),
    "UCINET, edge list": ("DL n=3 format=edgelist1\nlabels:\nanna bob cy\ndata:\n1 2 4\n2 3 1\n", "anna>bob bob>cy"),
    "UCINET, embedded": ("dl n = 3, format = edgelist1\nlabels embedded\ndata:\nanna bob\nbob anna\nbob cy\ncy bob\n",
                         "anna-bob bob-cy"),
    "UCINET, node list": ("dl n=3 format=nodelist1\nlabels:\na,b,c\ndata:\n1 2 3\n2 1\n3 1\n", "a-b a-c"),
    "UCINET, lower half": ("dl n=3 format=lowerhalf diagonal=absent\nlabels:\na,b,c\ndata:\n1\n0 1\n", "a-b b-c"),
    "Pajek": ('*Vertices 3\n1 "anna"\n2 "bob"\n3 "cy"\n*Edges\n1 2\n2 3 2\n1 3\n', TRIANGLE),
    "Pajek without vertices": ("*Arcs\n1 2\n2 3\n", "1>2 2>3"),
    "Pajek with a partition": ("*Vertices 3\n*Edges\n1 2\n2 3\n*Partition club\n*Vertices 3\n1\n1\n2\n", "1-2 2-3"),
    "GML of igraph": ('Creator "igraph"\nVersion 1\ngraph\n[\n directed 0\n node\n [\n id 0\n name "anna"\n ]\n '
                      'node [\n id 1\n name "bob"\n ]\n edge\n [\n source 1\n target 0\n weight NAN\n ]\n]\n',
                      "anna-bob"),
    "GraphML of Neo4j": ('<graphml><graph edgedefault="directed"><node id="n0" labels=":P"><data key="labels">:P</data>'
                         '</node><node id="n1"/><edge id="e" source="n0" target="n1" label="KNOWS"/></graph></graphml>',
                         "n0>n1"),
    "GEXF with times and weights of some": (
        '<gexf><graph defaultedgetype="undirected" mode="dynamic"><nodes><node id="a" label="anna"><spells><spell '
        'start="1"/></spells></node><node id="b" label="bob"/><node id="c" label="cy"/></nodes><edges><edge source="a" '
        'target="b" weight="2"/><edge source="b" target="c" start="2" end="3"/></edges></graph></gexf>',
        "anna-bob bob-cy"),
    "node-link JSON": ('{"directed": true, "nodes": [{"id": "anna"}, {"id": "bob"}], "links": '
                       '[{"source": "anna", "target": "bob"}]}', "anna>bob"),
    "JSON of Cytoscape": ('{"elements": {"nodes": [{"data": {"id": "a"}}, {"data": {"id": "b"}}], "edges": [{"data": '
                          '{"source": "a", "target": "b", "weight": 2}}]}}', "a-b"),
}  # fmt: skip

# By name of file where the name helps, or the content is bytes.
NAMED = {
    "an edge list of igraph": ("ties.edgelist", "0 1\n1 2\n", "0-1 1-2"),
    "an ncol of igraph": ("ties.ncol", "anna bob 2\nbob cy 1\nanna cy 3\n", TRIANGLE),
    "an lgl of igraph": ("ties.lgl", "# anna\nbob 2\ncy 1\n# bob\ncy 3\n# dan\n", TRIANGLE + " dan"),
    "METIS": ("ties.metis", "4 3\n2 3\n1 3\n1 2\n\n", "1-2 1-3 2-3 4"),
    "METIS with weights": ("ties.graph", "3 2 001\n2 5\n1 5 3 1\n2 1\n", "1-2 2-3"),
    "a text without any suffix": ("ties", "from,to\nanna,bob\n", "anna-bob"),
    "MatrixMarket under another suffix": (
        "ties.txt", "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n2 1\n", "1-2"),
    "Pajek under another suffix": ("ties.txt", "*Vertices 2\n*Edges\n1 2\n", "1-2"),
    "GraphML under another suffix": (
        "ties.xml", "<graphml><graph><node id='a'/><node id='b'/><edge source='a' target='b'/></graph></graphml>",
        "a-b"),
}  # fmt: skip

# What is put where two readings are as likely: a part of the sentence, and what each option then makes of it.
CHOICES = {
    "people for ties": ("id,name\n1,anna\n2,bob\n3,cy\n", "a table of people", {"shape": "ties"}),
    "people with ages among the numbers": ("id,age\n1,23\n2,31\n23,40\n", "a table of people", {"shape": "ties"}),
    "people without titles": ("anna,Paris\nbob,Lyon\ncy,Nice\n", "no name is both in", {"shape": "ties"}),
    "two columns that share no name": ("user,item\na,x\nb,y\nc,x\n", "no name is both in 'user'", {"shape": "ties"}),
    "a matrix of two": ("0,1\n1,0\n", "may be a matrix", {"shape": "matrix"}),
    "noughts and ones": ("0,1\n1,1\n0,0\n1,0\n", "all names are 0 and 1", {"shape": "ties"}),
    "lists of one length": ("1 2 3\n2 3 1\n3 1 2\n", "begins a row", {"shape": "lists"}),
    "lists of names of one length": ("anna bob cy\nbob cy anna\ncy anna bob\n", "begins a row", {"shape": "lists"}),
    "a number of its own before numbers": ("1,5,7\n2,7,9\n3,5,9\n", "the same names are in other", {"source": "2"}),
    "a number that may be a person": ("1,2,5\n2,3,7\n3,4,2\n4,5,5\n", "its first column counts", {"shape": "ties"}),
    "contacts with a time, numbers": ("20 7 8\n20 8 9\n40 7 9\n", "in other columns", {"source": "2", "target": "3"}),
    "triples": ("anna,knows,bob\nbob,likes,cy\ncy,knows,anna\n", "in other columns", {"source": "1", "target": "3"}),
    "names with blanks": ("Anna Lee Bob Roy\nBob Roy Cy Day\nCy Day Anna Lee\n", "with blanks", {"source": "1"}),
    "contacts in one cell": ("anna;bob, cy\nbob;cy\ncy;anna\n", "cells hold several names", {"shape": "lists"}),
    "weights with points": ("u;v;weight\na;b;1.234\nb;c;950\n", "may have a decimal point", {"decimal": "comma"}),
    "weights in thousands": ("u;v;weight\na;b;1,234\nb;c;950\n", "between thousands", {"decimal": "comma"}),
}

REFUSED = {
    "Graphviz": ("graph { a -- b }", r"Graphviz \(DOT\), which is not read; networkx"),
    "GDF": ("nodedef>name VARCHAR\na\n", "GDF, which is not read; open it in Gephi"),
    "HTML": ("<!DOCTYPE html><html><body/></html>", "XML of another kind"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "save it as .xlsx or as CSV"),
    "a list over several lines": ("a 2\nb {}\nc {}\nb 0\nc 0\n", "multiline_adjlist"),
    "braces with blanks in names": ("Anna Lee Bob {}\nBob Cy {}\n", "names with blanks cannot be told apart"),
    "adjacency JSON": ('{"directed": false, "nodes": [], "adjacency": []}', "write it with networkx.node_link_data"),
    "a matrix of two modes": ("%%MatrixMarket matrix coordinate pattern general\n2 3 1\n1 2\n", "it is not square"),
    "UCINET of two modes": ("dl nr=2 nc=3\ndata:\n0 1 1\n1 0 0\n", "two modes"),
    "UCINET of several relations": ("dl n=2 nm=2\ndata:\n0 1\n1 0\n0 1\n1 0\n", "2 relations"),
}

NOTED = {
    "a fallback": ("from,to\nZoé,b\n".encode("cp1252"), "read as cp1252 (else `encoding` NAME)"),
    "columns elsewhere": ("1,anna,bob\n2,bob,cy\n3,anna,cy\n", "(else `source` COLUMN `target` COLUMN)"),
    "a weight by another name": ("from,to,Frequency\na,b,2\nb,c,1\n", "'Frequency' was taken for the weight"),
    "a matrix": (",a,b,c\na,0,1,1\nb,1,0,1\nc,1,1,0\n", "read as a matrix of ties, with names"),
    "nearly the same names": ("from,to\nAnna,bob\nanna,@bob\n", "2 names differ from another in case, an @"),
    "composed and not": ("from,to\nZo\u00e9,bob\nZoe\u0301,cy\n", "1 name differs from another in case"),
    "rounded numbers": ("from,to\n1.23457E+17,5\n5,6\n", "1 name looks like a number that a spreadsheet has rounded"),
    "numbers in two ways": ("from,to\n1,2\n1.0,3\n", "1 number was written in two ways, as 1 and 1.0"),
    "repeated ties": ("from,to\na,b\nb,a\n", "1 repeated tie was dropped"),
    "comments below the first row": ("a,b\nb,c\n#d,e\n", "1 comment was passed over below the first row"),
    "rows like comments below titles": ("from,to\na,b\n#d,a\n", "1 row begins with the sign of comments"),
    "weights that are not used": ("from,to,mood\na,b,good\n", "not used: mood"),
    "a comment on direction": ("# Directed\na b\nb c\n", "a comment calls the ties directed (else `influence` mutual)"),
}
