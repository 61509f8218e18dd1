// every fixture owns what it uses (a container, a port, a folder), so all of them may run side by side
[assembly: Parallelizable(ParallelScope.Fixtures)]
