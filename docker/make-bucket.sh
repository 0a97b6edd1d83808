#!/bin/sh
# Makes the bucket and the user that media-store has: one that reads and writes this bucket and sees nothing else. compose.yaml
# runs it with the image of the S3 server, which has its client mc, until it has succeeded; again at each start, when the
# bucket, the rights and the key are as they are written here.
set -eu
# The image has a shell and mc, and little else.
secret() { IFS= read -r value <"/run/secrets/$1" || [ -n "$value" ] && printf %s "$value"; }
mc --quiet alias set store http://minio:9000 "$(secret s3_root_user)" "$(secret s3_root_password)"
mc --quiet mb --ignore-existing "store/$S3_BUCKET"

policy='
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads",
        "s3:GetLifecycleConfiguration", "s3:PutLifecycleConfiguration"
      ],
      "Resource": ["arn:aws:s3:::'"$S3_BUCKET"'"]
    },
    {
      "Effect": "Allow",
      "Action": [
        "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"
      ],
      "Resource": ["arn:aws:s3:::'"$S3_BUCKET"'/*"]
    }
  ]
}
'
printf %s "$policy" >/tmp/policy.json
mc --quiet admin policy create store media-store /tmp/policy.json
mc --quiet admin user add store "$(secret s3_access_key)" "$(secret s3_secret_key)"
# Attached already is a failure to mc.
mc --quiet admin policy attach store media-store --user "$(secret s3_access_key)" ||
  case "$(mc --quiet --json admin user info store "$(secret s3_access_key)")" in
  *'"media-store"'*) ;;
  *) exit 1 ;;
  esac
