#!/bin/bash
# HEALTHCHECK of the image: the service's event loop turns. Not its dependencies, which a restart would not bring back.
# Without a program beside the shell: a Node for each check takes more time than the service does idle.
exec 3<>"/dev/tcp/127.0.0.1/${WABX_OPS_PORT:-${PORT:-4100}}" || exit 1
printf 'GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n' >&3
read -r -t 4 _ status _ <&3 && [ "$status" = 200 ]
