#!/usr/bin/env perl
# The worker protocol, for any adapter: JSON lines in on stdin, JSON lines out on stdout. See docs/workers.md.
use v5.20;
use warnings;
use Fcntl qw(:flock);
use FindBin qw($Bin);
use JSON::PP;
use POSIX qw(:sys_wait_h _exit);
use lib $Bin;
use Adapter;

my $json = JSON::PP->new->ascii;    # ASCII: no line holds another kind of line end
open my $out, '>&', \*STDOUT or die $!;
$out->autoflush;
open STDOUT, '>&', \*STDERR or die $!;    # stdout is the protocol's alone

# Each request is served by a process of its own; the lock keeps their lines whole.
sub locked {
    open my $lock, '<', __FILE__ or die $!;
    flock $lock, LOCK_EX or die $!;
    return $lock;
}

sub say_line {
    my ($message) = @_;
    print {$out} $json->encode($message), "\n";
}

sub last_line {
    my ($shape, $request, $upstream, $id) = @_;
    my $stream = sub { my $lock = locked(); say_line({id => $id, frame => $_[0]}) };
    my $answer = eval { Adapter->can($shape)->($request, $upstream, $stream) };
    my $error = $@;
    return (error => $error) if ref $error;    # died with {status => …, headers => …, body => …}
    return (crash => $error =~ s/\Q$Bin\E\/|\s+\z//gr) if $error;
    return $answer ? (answer => $answer) : (end => JSON::PP::true);
}

say_line({
    crosswire => 1, name => $Adapter::name, version => $Adapter::version, declares => \%Adapter::declares,
    serves => [grep { Adapter->can($_) } qw(chat responses)],
});

my %children;
while (my $line = <STDIN>) {
    my $message = $json->decode($line);
    my $id = $message->{id};
    delete @children{grep { waitpid $children{$_}, WNOHANG } keys %children};
    if ($message->{cancel}) {
        my $lock = locked();    # its process is not within a line, and behind its last one it is gone
        my $child = delete $children{$id} or next;
        kill KILL => $child;
        waitpid $child, 0;
        say_line({id => $id, end => JSON::PP::true}) if $?;
    }
    elsif (my $child = fork // die "cannot fork: $!") {
        $children{$id} = $child;
    }
    else {
        my %last = last_line(@{$message}{qw(serves request upstream id)});
        my $lock = locked();
        say_line({id => $id, %last});
        _exit(0);
    }
}
kill KILL => values %children;    # stdin has ended: nobody is left to serve
