set -euf
export AWS_PAGER=''

if [ -e "$directory" ]; then
  printf '%s already exists; name another directory: sh %s DIRECTORY\n' "$directory" "$0" >&2
  exit 1
fi
mkdir -p -- "$directory"

# A name of a file, whatever an ARN holds.
safe() {
  printf '%s' "$1" | tr -c 'A-Za-z0-9._-' '_'
}

# ask FILE COMMAND…: writes what AWS answers.
ask() {
  answer=$directory/$1
  shift
  aws "$@" --region "$region" --output json >"$answer.part"
  mv -- "$answer.part" "$answer.json"
}

# ask_for WHAT FILE COMMAND…: the same, of something that may not be there; then the file says that.
ask_for() {
  what=$1 answer=$directory/$2
  shift 2
  if aws "$@" --region "$region" --output json >"$answer.part" 2>"$answer.error"; then
    mv -- "$answer.part" "$answer.json"
    rm -- "$answer.error"
    return 0
  fi
  because=$(sed -n 's/.*An error occurred (\([A-Za-z]*\)).*/\1/p' "$answer.error")
  case $because:$(cat "$answer.error") in
    NoSuchEntity:* | *NotFoundException:* | ClientException:*'Unable to describe task definition'*)
      printf '{"NotThere": "%s", "Because": "%s"}\n' "$what" "$because" >"$answer.json"
      rm -- "$answer.part" "$answer.error"
      return 1
      ;;
  esac
  cat "$answer.error" >&2
  exit 1
}

# tell COMMAND…: words of an answer.
tell() {
  aws "$@" --region "$region" --output text
}

of_vpc="Name=vpc-id,Values=$vpc"
ask vpcs ec2 describe-vpcs --vpc-ids "$vpc"
ask vpc-attribute.enableDnsSupport ec2 describe-vpc-attribute --vpc-id "$vpc" --attribute enableDnsSupport
ask vpc-attribute.enableDnsHostnames ec2 describe-vpc-attribute --vpc-id "$vpc" --attribute enableDnsHostnames
ask subnets ec2 describe-subnets --filters "$of_vpc"
ask route-tables ec2 describe-route-tables --filters "$of_vpc"
ask vpc-endpoints ec2 describe-vpc-endpoints --filters "$of_vpc"
ask security-groups ec2 describe-security-groups --filters "$of_vpc"
ask network-acls ec2 describe-network-acls --filters "$of_vpc"
ask nat-gateways ec2 describe-nat-gateways --filter "$of_vpc"
ask dhcp-options ec2 describe-dhcp-options
ask managed-prefix-lists ec2 describe-managed-prefix-lists
lists=$(tell ec2 describe-managed-prefix-lists --query "PrefixLists[?OwnerId != 'AWS'].PrefixListId")
for list in $lists; do
  ask "prefix-list.$list" ec2 get-managed-prefix-list-entries --prefix-list-id "$list" \
    --query "{PrefixListId: '$list', PrefixListEntries: Entries}"
done

role() {
  ask_for "role $1" "role.$1" iam get-role --role-name "$1" || return 0
  ask "role-policies.$1" iam list-role-policies --role-name "$1" --query "{RoleName: '$1', PolicyNames: PolicyNames}"
  policies=$(tell iam list-role-policies --role-name "$1" --query 'PolicyNames[]')
  for policy in $policies; do
    ask "role-policy.$1.$policy" iam get-role-policy --role-name "$1" --policy-name "$policy"
  done
  ask "attached-policies.$1" iam list-attached-role-policies --role-name "$1" \
    --query "{RoleName: '$1', AttachedPolicies: AttachedPolicies}"
  arns=$(tell iam list-attached-role-policies --role-name "$1" --query 'AttachedPolicies[].PolicyArn')
  for arn in $arns; do
    version=$(tell iam get-policy --policy-arn "$arn" --query 'Policy.DefaultVersionId')
    ask "policy.$(safe "$arn")" iam get-policy-version --policy-arn "$arn" --version-id "$version" \
      --query "{PolicyArn: '$arn', PolicyVersion: PolicyVersion}"
  done
}

task() {
  ask_for "task definition $1" "task-definition.$(safe "$1")" ecs describe-task-definition --task-definition "$1" ||
    return 0
  arn=$(tell ecs describe-task-definition --task-definition "$1" --query 'taskDefinition.executionRoleArn')
  case $arn in
    arn:*) role "${arn##*/}" ;;
  esac
}

# service CLUSTER NAME
service() {
  ask_for "service $1/$2" "service.$(safe "$1.$2")" ecs describe-services --cluster "$1" --services "$2" || return 0
  definitions=$(tell ecs describe-services --cluster "$1" --services "$2" --query 'services[].taskDefinition')
  for definition in $definitions; do
    task "$definition"
  done
  hosts=$(tell ecs list-container-instances --cluster "$1" --max-items 100 --query 'containerInstanceArns[]')
  case $hosts in
    arn:*)
      # shellcheck disable=SC2086 # They are many words.
      hosts=$(tell ecs describe-container-instances --cluster "$1" --container-instances $hosts \
        --query "containerInstances[?starts_with(ec2InstanceId, 'i-')].ec2InstanceId")
      ;;
  esac
  case $hosts in
    i-*)
      # shellcheck disable=SC2086
      ask "instances.$(safe "$1")" ec2 describe-instances --instance-ids $hosts
      ;;
  esac
}

repository() {
  ask_for "policy of the repository $1" "repository-policy.$(safe "$1")" \
    ecr get-repository-policy --repository-name "$1" || return 0
}

