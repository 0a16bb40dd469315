-- Money that comes or goes before its sale is booked would be booked twice, or lost: its news waits, like any reaction that fails,
-- and comes again a second later.
create function orders.after_sale(status text) returns boolean language plpgsql immutable as $$
begin
  if status = 'PENDING' then
    raise exception 'the order is pending: news of its money waits until the sale is booked';
  end if;
  return true;
end $$;
