# Which service may do what at the broker. Sourced by rabbitmq.sh and secrets.sh; needs roles and secrets_of SERVICE.

# Each service has a user of its own for the product's exchanges and queues. Whoever publishes declares the queues of its
# readers, and RabbitMQ asks for the right to read a queue of whoever declares it with dead letters. Messages that were put
# aside are for the service that reads the queue alone, and for feedback, where operators send them back.
# evaluator-draw-comparison is a queue of the generator: it kept its name when the work moved.
own_queues() {
  case "$1" in
    generator) echo '(generator-[a-z-]+|evaluator-draw-comparison)' ;;
    evaluator) echo 'evaluator-decide-adapter' ;;
    feedback) echo "($(IFS='|'; echo "${roles[*]}"))-[a-z-]+" ;;
    *) echo "$1-[a-z-]+" ;;
  esac
}

# broker_users: RabbitMQ's definitions of users and rights. The user pathalign may do anything: for operators and tests.
broker_users() {
  local role separator='' users='' permissions='' all
  all="PathAlign[.]Contracts[.]Events:.+|MassTransit:.+|($(IFS='|'; echo "${roles[*]}"))-[a-z-]+"
  for role in pathalign "${roles[@]}"; do
    local own="^($all|$(own_queues "$role")_(error|skipped|dead))$"
    # a queue is declared with the exchange of its dead letters, which takes the right to write to that
    local write="^($all|($(IFS='|'; echo "${roles[*]}"))-[a-z-]+_dead|$(own_queues "$role")_(error|skipped))$"
    if [ "$role" = pathalign ]; then own='.*' write='.*'; fi
    users+="$separator{\"name\":\"$role\",\"password\":\"$(cat "$(secrets_of "$role")/Bus__Password")\",\"tags\":\"\"}"
    permissions+="$separator{\"user\":\"$role\",\"vhost\":\"/\",\"configure\":\"$own\",\"write\":\"$write\",\"read\":\"$own\"}"
    separator=,
  done
  echo "{\"vhosts\":[{\"name\":\"/\"}],\"users\":[$users],\"permissions\":[$permissions]}"
}
