# An adapter as it might stand in anybody's program: Chat Completions over the Responses API, with what comes with Perl.
package Adapter;
use v5.20;
use warnings;
use HTTP::Tiny;
use JSON::PP;

our $name = 'perl-example';
our $version = '1.0.0';
our %declares = ('CHATREQ-33' => 'seed, the penalties and prediction are left out: Responses has no such fields');

my $json = JSON::PP->new->utf8->allow_nonref;

# Serve a chat request: return a completion; of a stream, hand each chunk to $stream and return nothing.
sub chat {
    my ($request, $upstream, $stream) = @_;
    my $seen = '';
    my $chunks = $request->{stream} ? Adapter::Chunks->new($request, $stream) : undef;
    my $response = HTTP::Tiny->new->post(
        "$upstream->{base_url}/responses",
        {
            headers => {authorization => "Bearer $upstream->{api_key}", 'content-type' => 'application/json'},
            content => $json->encode(translated($request)),
            data_callback => sub {
                my ($bytes, $answer) = @_;
                $chunks && $answer->{status} == 200 ? $chunks->take($bytes) : ($seen .= $bytes);
            },
        }
    );
    die $chunks->{failure} if $chunks && $chunks->{failure};
    die error_answer($response, $seen) if $response->{status} != 200;
    return completion($json->decode($seen)) if !$chunks;
    $chunks->end;
    return;
}
