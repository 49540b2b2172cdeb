#!/bin/sh
# Writes a made-up Gemeindeverzeichnis of the size of Germany's in normal form: 400 Kreise, 1,200 Verbände, 11,000 Gemeinden.
set -eu

awk 'BEGIN {
	print "{\"format\":\"vorort-kommunen\",\"version\":1,\"stand\":\"2023-11-30\",\"quelle\":\"erzeugt, zum Messen\"}"
	split("Neustadt Altenhof Hohenfels Langenau Großmühlen Unterbach Oberdorf Kleinrode", stem, " ")
	for (k = 0; k < 400; k++) {
		kreis = sprintf("%02d%03d", 1 + int(k / 25), 1 + k % 25)
		name = sprintf("Landkreis %s-%d", stem[1 + k % 8], k)
		for (g = 0; g < 27 + k % 2; g++)
			printf "{\"art\":\"64\",\"ars\":\"%s5%03d%03d\",\"einwohner\":%d,\"id\":\"ags:%s%03d\",\"kreis\":\"%s\",\"name\":\"%s an der Mühle %d\",\"plz\":\"%05d\",\"verband\":\"verband:%s5%03d\"}\n", \
				kreis, 1 + g % 3, 1 + g, 300 + (k * 977 + g * 3571) % 150000, kreis, 1 + g, name, stem[1 + g % 8], k * 28 + g, 10000 + k, kreis, 1 + g % 3
	}
	for (k = 0; k < 400; k++)
		printf "{\"art\":\"43\",\"einwohner\":%d,\"id\":\"kreis:%02d%03d\",\"name\":\"Landkreis %s-%d\"}\n", 100000 + k * 977, 1 + int(k / 25), 1 + k % 25, stem[1 + k % 8], k
	for (k = 0; k < 400; k++)
		for (v = 1; v <= 3; v++)
			printf "{\"art\":\"50\",\"einwohner\":%d,\"id\":\"verband:%02d%03d5%03d\",\"kreis\":\"Landkreis %s-%d\",\"name\":\"Amt %s-%d\"}\n", \
				9000 + k, 1 + int(k / 25), 1 + k % 25, v, stem[1 + k % 8], k, stem[v], k
}'
