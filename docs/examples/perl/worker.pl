#!/usr/bin/env perl
# The worker protocol, for any adapter: JSON lines in on stdin, JSON lines out on stdout. See docs/workers.md.
use v5.20;
use warnings;
use Fcntl qw(:flock);
use FindBin qw($Bin);
use JSON::PP;
use POSIX ();
use lib $Bin;
use Adapter;

my $json = JSON::PP->new->ascii;    # ASCII: no line holds another kind of line end
open my $out, '>&', \*STDOUT or die $!;
$out->autoflush;
open STDOUT, '>&', \*STDERR or die $!;    # stdout is the protocol's alone

# Each request is served by a process of its own; the lock keeps their lines whole.
sub say_line {
    my ($message) = @_;
    my $lock = locked();
    print {$out} $json->encode($message), "\n";
}

sub locked {
    open my $lock, '<', __FILE__ or die $!;
    flock $lock, LOCK_EX or die $!;
    return $lock;
}

sub serve {
    my ($message) = @_;
    my ($id, $shape) = @{$message}{qw(id serves)};
    my $stream = sub { say_line({id => $id, frame => $_[0]}) };
    my $answer = eval { Adapter->can($shape)->($message->{request}, $message->{upstream}, $stream) };
    my $error = $@;
    return say_line({id => $id, error => $error}) if ref $error;    # died with {status => …, headers => …, body => …}
    return say_line({id => $id, crash => $error =~ s/\s+\z//r}) if $error;
    return say_line($answer ? {id => $id, answer => $answer} : {id => $id, end => JSON::PP::true});
}

say_line({
    crosswire => 1, name => $Adapter::name, version => $Adapter::version, declares => \%Adapter::declares,
    serves => [grep { Adapter->can($_) } qw(chat responses)],
});

$SIG{CHLD} = 'IGNORE';
my %children;
while (my $line = <STDIN>) {
    my $message = $json->decode($line);
    my $id = $message->{id};
    if ($message->{cancel}) {
        my $lock = locked();    # not within a line
        kill KILL => $children{$id} and print {$out} $json->encode({id => $id, end => JSON::PP::true}), "\n";
    }
    elsif (my $child = fork // die "cannot fork: $!") {
        $children{$id} = $child;
    }
    else {
        serve($message);
        POSIX::_exit(0);
    }
}
kill KILL => values %children;    # stdin has ended: nobody is left to serve
