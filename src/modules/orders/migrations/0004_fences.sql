-- An order may have a second saga after its first one was deleted. Its fences must be greater than all of the first, or somebody late
-- of the first one would hold a fence of the second. An order is accepted with fence 1; a claim adds 1, never so often as a step here.
create sequence orders.fences start 1000000 increment 1000000;
