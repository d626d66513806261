# An adapter as it might stand in anybody's program: Chat Completions over the Responses API, with what comes with Perl.
package Adapter;
use v5.20;
use warnings;
use HTTP::Tiny;
use JSON::PP;

our $name = 'perl-example';
our $version = '1.0.0';
our %declares = (
    'CHATREQ-33' => 'seed, the penalties and prediction are left out: Responses has no such fields',
    'CHUNKS-11' => 'a custom call is streamed under `custom`, without `type`',
);

my $json = JSON::PP->new->utf8->allow_nonref;

# Serve a chat request: return a completion; of a stream, hand each chunk to $stream and return nothing.
sub chat {
    my ($request, $upstream, $stream) = @_;
    my $chunks = $request->{stream} ? Adapter::Chunks->new($request, $stream) : undef;
    my $response = HTTP::Tiny->new->post(
        "$upstream->{base_url}/responses",
        {
            headers => {authorization => "Bearer $upstream->{api_key}", 'content-type' => 'application/json'},
            content => $json->encode(translated($request)),
            $chunks ? (data_callback => sub { $chunks->take($_[0]) }) : (),
        }
    );
    die $chunks->{failure} if $chunks && $chunks->{failure};
    die error_answer($response) if $response->{status} != 200;
    return completion(parsed($response->{content})) if !$chunks;
    $chunks->end;
    return;
}

# Errors are died with: a status, and headers and a body as the client shall see them.

sub failed {
    my ($status, $said, $headers) = @_;
    my %error = (type => 'server_error', param => undef, code => undef, %{$said // {}});
    my %kept = map { $_ => defined $error{$_} ? "$error{$_}" : undef } qw(message type param code);
    $kept{message} //= 'the upstream failed';
    return {status => $status, headers => $headers // {}, body => {error => \%kept}};
}

sub refused {
    my ($param, $why) = @_;
    my %error = (param => $param, type => 'invalid_request_error', code => 'unsupported_value');
    return failed(400, {%error, message => "$param: $why"});
}

sub error_answer {
    my ($response) = @_;
    my $seen = $response->{content};
    return failed(502, {message => "the upstream could not be read: $seen"}) if $response->{status} == 599;
    my $said = eval { $json->decode($seen) };
    $said = $said->{error} // $said if ref $said eq 'HASH';
    $said = {message => "the upstream answered $response->{status}: " . substr $seen, 0, 200} if ref $said ne 'HASH';
    my %headers = map { ref $response->{headers}{$_} ? () : ($_ => $response->{headers}{$_}) }
        grep { /^(retry-after(-ms)?|x-should-retry|x-request-id)$/ } keys %{$response->{headers}};
    return failed($response->{status}, $said, \%headers);
}

my %STATUS = (rate_limit_exceeded => 429, insufficient_quota => 429, invalid_prompt => 400, server_error => 500);

sub failure {
    my ($error) = @_;
    return failed($STATUS{$error->{code} // ''} // 502, {%{$error // {}}, type => 'server_error'});
}

sub parsed {
    my ($text) = @_;
    my $parsed = eval { $json->decode($text) };
    return $parsed if ref $parsed eq 'HASH';
    die failed(502, {message => "the upstream's answer is no JSON: " . substr $text, 0, 200});
}

# The request.

my @SAME = qw(model temperature top_p metadata user service_tier safety_identifier prompt_cache_key
    prompt_cache_retention top_logprobs stream);
my %UNSAYABLE = map { $_ => 1 } qw(audio logit_bias stop functions function_call web_search_options);

sub translated {
    my ($request) = @_;
    for my $field (sort keys %UNSAYABLE) {
        die refused($field, 'Responses has no such thing') if $request->{$field};
    }
    die refused('n', 'Responses gives one answer') if ($request->{n} // 1) != 1;
    my $limit = $request->{max_completion_tokens} // $request->{max_tokens};
    my @tools = map { flat($_) } @{$request->{tools} // []};
    my %custom = map { $_->{id} => 1 } grep { $_->{type} eq 'custom' } map { @{$_->{tool_calls} // []} }
        @{$request->{messages}};
    my %text = (
        $request->{response_format} ? (format => flat($request->{response_format})) : (),
        $request->{verbosity} ? (verbosity => $request->{verbosity}) : (),
    );
    my %body = (
        (map { $_ => $request->{$_} } @SAME),
        input => [map { items($_, \%custom) } @{$request->{messages}}],
        store => $request->{store} ? JSON::PP::true : JSON::PP::false,
        max_output_tokens => $limit && ($limit < 16 ? 16 : $limit),
        reasoning => $request->{reasoning_effort} && {effort => $request->{reasoning_effort}},
        text => %text ? \%text : undef,
        include => $request->{logprobs} ? ['message.output_text.logprobs'] : undef,
        tools => @tools ? \@tools : undef,
        parallel_tool_calls => @tools ? $request->{parallel_tool_calls} : undef,
        tool_choice => @tools ? choice($request->{tool_choice}) : undef,
    );
    delete @body{grep { !defined $body{$_} } keys %body};
    return \%body;
}

# Chat nests what Responses has flat.
sub flat {
    my ($nested) = @_;
    my $type = $nested->{type};
    my %flat = (type => $type, %{$nested->{$type} // {}});
    return {strict => JSON::PP::false, parameters => undef, %flat} if $type eq 'function';
    $flat{format} = {type => 'grammar', %{$flat{format}{grammar}}} if ref $flat{format} && $flat{format}{grammar};
    return \%flat;
}

sub choice {
    my ($choice) = @_;
    return $choice if !ref $choice;
    my $type = $choice->{type};
    my %wanted = (type => $type, %{$choice->{$type}});
    $wanted{tools} = [map { {type => $_->{type}, %{$_->{$_->{type}}}} } @{$wanted{tools}}] if $type eq 'allowed_tools';
    return \%wanted;
}

sub items {
    my ($message, $custom) = @_;
    my ($role, $content) = @{$message}{qw(role content)};
    if ($role eq 'tool') {
        my $call_id = $message->{tool_call_id};
        my $type = $custom->{$call_id} ? 'custom_tool_call_output' : 'function_call_output';
        return {type => $type, call_id => $call_id, output => parts($content)};
    }
    return {type => 'message', role => $role, content => parts($content)} if $role ne 'assistant';
    my $text = ref $content ? join('', map { $_->{text} // '' } @{$content}) : $content // '';
    my $refusal = $message->{refusal} && {type => 'refusal', refusal => $message->{refusal}};
    return (
        $refusal ? {type => 'message', role => $role, id => 'msg_0', status => 'completed', content => [$refusal]} : (),
        length $text && !$refusal ? {type => 'message', role => $role, content => $text} : (),
        map { called($_) } @{$message->{tool_calls} // []}
    );
}

sub called {
    my ($call) = @_;
    return {type => 'function_call', call_id => $call->{id}, %{$call->{function}}} if $call->{type} ne 'custom';
    return {type => 'custom_tool_call', call_id => $call->{id}, %{$call->{custom}}};
}

sub parts {
    my ($content) = @_;
    return $content if ref $content ne 'ARRAY';
    my %parts = (
        text => sub { {type => 'input_text', text => $_[0]{text}} },
        file => sub { {type => 'input_file', %{$_[0]{file}}} },
        image_url => sub {
            my $image = $_[0]{image_url};
            return {type => 'input_image', image_url => $image->{url}, detail => $image->{detail} // 'auto'};
        },
    );
    return [map { ($parts{$_->{type}} // die refused('messages', "Responses has no $_->{type} part"))->($_) } @{$content}];
}

# The answer.

my %CALLS = (function_call => ['function', 'arguments'], custom_tool_call => ['custom', 'input']);

sub completion {
    my ($response) = @_;
    my $ended = ($response->{status} // 'completed') =~ /\A(?:completed|incomplete)\z/ && $response->{output};
    die failure($response->{error} // {message => 'the upstream gave no answer'}) if $response->{error} || !$ended;
    my @output = @{$response->{output}};
    my @said = map { @{$_->{content}} } grep { $_->{type} eq 'message' } @output;
    my @calls = map { chat_call($_) } grep { $CALLS{$_->{type}} } @output;
    my @logprobs = map { @{$_->{logprobs} // []} } @said;
    my %message = (
        role => 'assistant',
        content => joined('text', @said),
        refusal => joined('refusal', @said),
        annotations => [citations(@said)],
        @calls ? (tool_calls => \@calls) : (),
    );
    my $logprobs = @logprobs ? {content => \@logprobs, refusal => undef} : undef;
    my %choice = (
        index => 0, message => \%message, logprobs => $logprobs, finish_reason => finish($response, scalar @calls),
    );
    return {
        head($response, 'chat.completion'), choices => [\%choice], extras($response),
        $response->{usage} ? (usage => usage($response->{usage})) : (),
    };
}

sub joined {
    my ($field, @said) = @_;
    my $text = join '', map { $_->{$field} // '' } @said;
    return length $text ? $text : undef;
}

sub chat_call {
    my ($item) = @_;
    my ($kind, $field) = @{$CALLS{$item->{type}}};
    return {id => $item->{call_id}, type => $kind, $kind => {name => $item->{name}, $field => $item->{$field} // ''}};
}

sub head {
    my ($response, $object) = @_;
    return (id => $response->{id}, object => $object, created => int $response->{created_at}, model => $response->{model});
}

sub extras {
    my ($response) = @_;
    my $metadata = $response->{metadata};
    return (
        $response->{service_tier} ? (service_tier => $response->{service_tier}) : (),
        $metadata && %{$metadata} ? (metadata => $metadata) : (),
    );
}

sub finish {
    my ($response, $called) = @_;
    return $called ? 'tool_calls' : 'stop' if ($response->{status} // '') ne 'incomplete';
    return ($response->{incomplete_details}{reason} // '') eq 'content_filter' ? 'content_filter' : 'length';
}

sub usage {
    my ($told) = @_;
    my %usage = (
        prompt_tokens => $told->{input_tokens}, completion_tokens => $told->{output_tokens},
        total_tokens => $told->{total_tokens},
        prompt_tokens_details => $told->{input_tokens_details},
        completion_tokens_details => $told->{output_tokens_details},
    );
    delete @usage{grep { !defined $usage{$_} } keys %usage};
    return \%usage;
}

sub citations {
    my $before = 0;
    my @found;
    for my $part (@_) {
        for my $cited (grep { $_->{type} eq 'url_citation' } @{$part->{annotations} // []}) {
            push @found, {type => 'url_citation', url_citation => {
                url => $cited->{url}, title => $cited->{title},
                start_index => $before + $cited->{start_index}, end_index => $before + $cited->{end_index},
            }};
        }
        $before += length($part->{text} // '');
    }
    return @found;
}

# The stream: it takes bytes as they come, and hands on chunks.
package Adapter::Chunks;

sub new {
    my ($class, $request, $stream) = @_;
    my $usage = ($request->{stream_options} // {})->{include_usage};
    return bless {stream => $stream, usage => $usage, rest => '', calls => {}, told => {}, data => []}, $class;
}

sub take {
    my ($self, $bytes) = @_;
    $self->{rest} .= $bytes;
    eval {
        $self->line($1) while $self->{rest} =~ s/\A([^\r\n]*)(?:\r\n|\n|\r(?=.))//s;
        1;
    } or die $self->{failure} = ref $@ ? $@ : Adapter::failed(502, {message => "the upstream's stream: $@"});
}

sub end {
    my ($self) = @_;
    $self->take("\n\n");
    die Adapter::failed(502, {message => "the upstream's stream ended before its answer did"}) if !$self->{ended};
}

sub line {
    my ($self, $line) = @_;
    push @{$self->{data}}, $1 if $line =~ /\Adata: ?(.*)\z/s;
    return if length $line || !@{$self->{data}};
    my $payload = join "\n", splice @{$self->{data}};
    $self->event(Adapter::parsed($payload)) if $payload ne '[DONE]' && !$self->{ended};
}

my %DELTAS = ('response.output_text' => 'content', 'response.refusal' => 'refusal');
my %WHOLE = ('response.output_text' => 'text', 'response.refusal' => 'refusal');
my $WRITTEN = qr/\Aresponse\.(?:function_call_arguments|custom_tool_call_input)\.delta\z/;

sub event {
    my ($self, $event) = @_;
    my ($type, $item, $place) = @{$event}{qw(type item output_index)};
    my ($kind) = $type =~ /\A(.*)\.(?:delta|done)\z/;
    die Adapter::failure($event->{error} // $event) if $type eq 'error' || $event->{error};
    $self->begin($event->{response}) if $event->{response} && !$self->{head};
    if ($kind && $DELTAS{$kind}) {
        my $text = $self->new_part("$place $event->{content_index}", $event->{delta}, $event->{$WHOLE{$kind}});
        my $logprobs = $event->{delta} && @{$event->{logprobs} // []} && {content => $event->{logprobs}, refusal => undef};
        $self->chunk({$DELTAS{$kind} => $text}, logprobs => $logprobs || undef) if length $text;
    }
    elsif ($type eq 'response.output_item.added' && $CALLS{$item->{type}}) {
        $self->{calls}{$place} = keys %{$self->{calls}};
        my $call = Adapter::chat_call($item);
        my ($kind, $field) = @{$CALLS{$item->{type}}};
        $self->new_part($place, $call->{$kind}{$field});
        delete $call->{type} if $kind ne 'function';    # a chunk's schema knows no other type
        $self->chunk({tool_calls => [{index => $self->{calls}{$place}, %{$call}}]});
    }
    elsif ($type =~ $WRITTEN) {
        $self->written($place, $type =~ /custom/ ? 'custom_tool_call' : 'function_call', $event->{delta});
    }
    elsif ($type eq 'response.output_item.done' && $CALLS{$item->{type}}) {
        $self->written($place, $item->{type}, undef, $item->{$CALLS{$item->{type}}[1]});
    }
    elsif ($type =~ /\Aresponse\.(?:completed|incomplete|failed)\z/) {
        $self->finished($event->{response});
    }
}

# Return what a delta says, or, of the whole text, what deltas have not said.
sub new_part {
    my ($self, $key, $delta, $whole) = @_;
    my $told = \($self->{told}{$key} //= '');
    $delta //= substr $whole, length ${$told};
    ${$told} .= $delta;
    return $delta;
}

sub written {
    my ($self, $place, $type, @said) = @_;
    my ($kind, $field) = @{$CALLS{$type}};
    my $text = $self->new_part($place, @said);
    $self->chunk({tool_calls => [{index => $self->{calls}{$place}, $kind => {$field => $text}}]}) if length $text;
}

sub begin {
    my ($self, $response) = @_;
    $self->{head} = {Adapter::head($response, 'chat.completion.chunk'), $self->{usage} ? (usage => undef) : ()};
    $self->chunk({role => 'assistant', content => ''});
}

sub chunk {
    my ($self, $delta, %more) = @_;
    my %extras = %{delete $more{extras} // {}};
    my %choice = (index => 0, delta => $delta, logprobs => undef, finish_reason => undef, %more);
    $self->{stream}->({%{$self->{head}}, %extras, choices => [\%choice]});
}

sub finished {
    my ($self, $response) = @_;
    die Adapter::failure($response->{error}) if $response->{status} eq 'failed';
    my %extras = Adapter::extras($response);
    $self->chunk({}, finish_reason => Adapter::finish($response, scalar %{$self->{calls}}), extras => \%extras);
    $self->{stream}->({%{$self->{head}}, %extras, choices => [], usage => Adapter::usage($response->{usage})})
        if $self->{usage} && $response->{usage};
    $self->{ended} = 1;
}

1;
